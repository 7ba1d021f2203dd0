using System.Runtime.CompilerServices;

namespace TasksWeb.Storage.Encryption;

/// <summary>The result of rewrapping one document.</summary>
/// <param name="Id">The document.</param>
/// <param name="Moved">Its ciphertexts are under the newest key now, and were not before.</param>
/// <param name="Why">Why it was left unchanged: a ciphertext in it cannot be decrypted; null: it can.</param>
public sealed record Rewrapped(string Id, bool Moved, string? Why = null);

/// <summary>Documents that contain ciphertext.</summary>
public interface ISealedDocuments
{
    /// <summary>What the documents are, for the operator.</summary>
    string Name { get; }

    /// <summary>Moves every ciphertext to the newest key by compare-and-swap, also while others read and write.</summary>
    IAsyncEnumerable<Rewrapped> RewrapAsync(CancellationToken cancellationToken);
}

/// <summary>Typed documents whose values hold ciphertext.</summary>
public abstract class SealedRepository<T>(IDocumentStore store, string collection)
    : Repository<T>(store, collection), ISealedDocuments
    where T : class
{
    private const int MaxConcurrency = 256;
    private const int Attempts = 10;
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(500);

    public abstract string Name { get; }

    public async IAsyncEnumerable<Rewrapped> RewrapAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A page at once: the store commits it together.
        await foreach (var page in AllAsync(cancellationToken).Chunk(MaxConcurrency))
        {
            foreach (var rewrapped in await Task.WhenAll(page.Select(one => RewrapAsync(one, cancellationToken))))
                yield return rewrapped;
        }
    }

    /// <summary>The value with its ciphertexts under the newest key; an equal one when they are already.</summary>
    /// <exception cref="DecryptionException">One of them does not open.</exception>
    protected abstract T Rewrap(T value);

    private async Task<Rewrapped> RewrapAsync(Stored<T>? stored, CancellationToken cancellationToken)
    {
        var id = IdOf(stored!.Value);
        try
        {
            // After a concurrent write, the new version is processed.
            for (; stored is not null; stored = await FindAsync(id, cancellationToken))
            {
                var value = Rewrap(stored.Value);
                if (value.Equals(stored.Value))
                    break;
                if (await SavePatientlyAsync(value, stored.Version, cancellationToken))
                    return new Rewrapped(id, Moved: true);
            }
            return new Rewrapped(id, Moved: false);
        }
        catch (DecryptionException e)
        {
            return new Rewrapped(id, Moved: false, e.Message);
        }
    }

    /// <summary>The running app takes precedence: if the store is busy with its writes, this retries.</summary>
    private async Task<bool> SavePatientlyAsync(T value, long version, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await SaveAsync(value, version, cancellationToken) is not null;
            }
            catch (StorageUnavailableException) when (attempt < Attempts)
            {
                await Task.Delay(BetweenAttempts, cancellationToken);
            }
        }
    }
}

public static class SealedRegistration
{
    /// <summary>A repository that <c>TasksWeb rewrap</c> visits.</summary>
    public static IServiceCollection AddSealed<TRepository>(this IServiceCollection services)
        where TRepository : class, ISealedDocuments => services
        .AddSingleton<TRepository>()
        .AddSingleton<ISealedDocuments>(provider => provider.GetRequiredService<TRepository>());
}
