using System.Runtime.CompilerServices;
using System.Text.Json;

namespace TasksWeb.Storage;

/// <summary>A value as it was read, with the version that a later save must name.</summary>
public sealed record Stored<T>(T Value, long Version);

/// <summary>Typed documents of one collection; written once on the port, for every adapter.</summary>
public abstract class Repository<T>(IDocumentStore store, string collection)
    where T : class
{
    /// <summary>The id the value is stored under.</summary>
    protected abstract string IdOf(T value);

    /// <summary>The owner, for <see cref="ListIdsByOwnerAsync"/>; null: none.</summary>
    protected virtual string? OwnerOf(T value) => null;

    /// <summary>When it is next due, for <see cref="DueAsync"/>; null: never.</summary>
    protected virtual DateTimeOffset? DueOf(T value) => null;

    /// <summary>The group it is counted in, for <see cref="CountAsync"/>; null: none.</summary>
    protected virtual string? GroupOf(T value) => null;

    public async ValueTask<Stored<T>?> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.FindAsync(collection, id, cancellationToken) is { } document ? Read(document) : null;

    /// <summary>
    /// Saves if the stored version is the expected one (0: insert); the new version, or null when another was first.
    /// </summary>
    public virtual ValueTask<long?> SaveAsync(T value, long expectedVersion, CancellationToken cancellationToken) =>
        store.SaveAsync(collection, Write(value, DueOf(value)), expectedVersion, cancellationToken);

    /// <summary>The same, due at another time than the value itself says.</summary>
    public virtual ValueTask<long?> SaveAsync(
        T value, long expectedVersion, DateTimeOffset? due, CancellationToken cancellationToken) =>
        store.SaveAsync(collection, Write(value, due), expectedVersion, cancellationToken);

    /// <summary>Moves only the due time; the new version, or null when another was first.</summary>
    public virtual ValueTask<long?> PostponeAsync(Stored<T> stored, DateTimeOffset? due, CancellationToken cancellationToken) =>
        store.SaveAsync(collection, Write(stored.Value, due), stored.Version, cancellationToken);

    public virtual ValueTask<bool> DeleteAsync(string id, long version, CancellationToken cancellationToken) =>
        store.DeleteAsync(collection, id, version, cancellationToken);

    /// <summary>Deletes whatever version is stored.</summary>
    public async ValueTask DeleteAsync(string id, CancellationToken cancellationToken)
    {
        while (await FindAsync(id, cancellationToken) is { } stored && !await DeleteAsync(id, stored.Version, cancellationToken))
        {
            // Somebody has just saved it: read the new version.
        }
    }

    /// <summary>Deletes everything that an owner has.</summary>
    public async Task DeleteByOwnerAsync(string owner, CancellationToken cancellationToken)
    {
        foreach (var id in await ListIdsByOwnerAsync(owner, cancellationToken))
            await DeleteAsync(id, cancellationToken);
    }

    /// <summary>Deletes the version that was read.</summary>
    public ValueTask<bool> DeleteAsync(Stored<T> stored, CancellationToken cancellationToken) =>
        DeleteAsync(IdOf(stored.Value), stored.Version, cancellationToken);

    public async ValueTask<IReadOnlyList<Stored<T>>> DueAsync(
        DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        var documents = await store.DueAsync(collection, before, limit, cancellationToken);
        return [.. documents.Select(Read)];
    }

    /// <summary>The earliest due time before a time; null when nothing is due.</summary>
    public async ValueTask<DateTimeOffset?> OldestDueAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        await store.DueAsync(collection, before, 1, cancellationToken) is [var oldest] ? oldest.Due : null;

    public ValueTask<IReadOnlyList<string>> ListIdsByOwnerAsync(string owner, CancellationToken cancellationToken) =>
        store.ListIdsByOwnerAsync(collection, owner, cancellationToken);

    /// <summary>The values of an owner, in the order of the ids, without those deleted meanwhile.</summary>
    public async IAsyncEnumerable<Stored<T>> ListByOwnerAsync(
        string owner, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var id in await ListIdsByOwnerAsync(owner, cancellationToken))
        {
            if (await FindAsync(id, cancellationToken) is { } stored)
                yield return stored;
        }
    }

    /// <summary>
    /// Reads, changes and saves, and retries after concurrent writes; null from <paramref name="change"/> leaves it as it is.
    /// </summary>
    public async ValueTask<Stored<T>> UpsertAsync(string id, Func<T?, T?> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var stored = await FindAsync(id, cancellationToken);
            if (change(stored?.Value) is not { } changed)
                return stored ?? throw new InvalidOperationException("There is nothing to leave as it is.");
            if (await SaveAsync(changed, stored?.Version ?? 0, cancellationToken) is { } version)
                return new Stored<T>(changed, version);
        }
    }

    /// <summary>How many values are in a group.</summary>
    public async ValueTask<long> CountAsync(string group, CancellationToken cancellationToken) =>
        (await store.GroupAsync(collection, group, "", 0, cancellationToken)).Count;

    /// <summary>The first <paramref name="limit"/> values of a group whose ids come after an id, in their order.</summary>
    protected async IAsyncEnumerable<Stored<T>> GroupPageAsync(
        string group, string after, int limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var document in (await store.GroupAsync(collection, group, after, limit, cancellationToken)).Documents)
            yield return Read(document);
    }

    /// <summary>The first <paramref name="limit"/> values whose ids come after an id, in their order.</summary>
    protected async IAsyncEnumerable<Stored<T>> PageAsync(
        string after, int limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var document in await store.PageAsync(collection, after, limit, cancellationToken))
            yield return Read(document);
    }

    /// <summary>Saves what an earlier version has stored without its group.</summary>
    public async Task AddMissingGroupsAsync(CancellationToken cancellationToken)
    {
        await foreach (var page in store.PagesAsync(collection, cancellationToken))
        {
            await Task.WhenAll(page.Where(document => document.Group is null).Select(async document =>
                await PostponeAsync(Read(document), document.Due, cancellationToken)));
        }
    }

    /// <summary>All values, in the order of the ids; concurrent writes may or may not be included.</summary>
    public async IAsyncEnumerable<Stored<T>> AllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in store.PagesAsync(collection, cancellationToken))
        {
            foreach (var document in page.Where(IsOurs))
                yield return Read(document);
        }
    }

    /// <summary>False for a document of another kind in the same collection.</summary>
    protected virtual bool IsOurs(Document document) => true;

    private Document Write(T value, DateTimeOffset? due) =>
        new(
            IdOf(value), JsonSerializer.SerializeToUtf8Bytes(value, StoredJson.Options), OwnerOf(value), due,
            Group: GroupOf(value));

    private static Stored<T> Read(Document document) =>
        new(JsonSerializer.Deserialize<T>(document.Body.Span, StoredJson.Options)!, document.Version);
}
