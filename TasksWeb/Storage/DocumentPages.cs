using System.Runtime.CompilerServices;

namespace TasksWeb.Storage;

internal static class DocumentPages
{
    private const int PageSize = 256;

    /// <summary>A whole collection, page by page in the order of the ids; concurrent writes may or may not be included.</summary>
    /// <exception cref="StorageUnavailableException">The store does not answer.</exception>
    public static async IAsyncEnumerable<IReadOnlyList<Document>> PagesAsync(
        this IDocumentStore store, string collection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = "";
        while (await store.PageAsync(collection, after, PageSize, cancellationToken) is [.., var last] page)
        {
            yield return page;
            if (page.Count < PageSize)
                yield break;
            after = last.Id;
        }
    }
}
