using TasksWeb.Storage;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Revocation;

namespace TasksWeb.Tokens.Refresh;

/// <summary>Saves refreshed tokens before they are used, over a lease that was taken meanwhile and over nothing else.</summary>
public sealed class RenewalWriter(GrantRepository grants, RevocationQueue revocations, LastingSave saves)
{
    internal Task<SaveOutcome> SaveAsync(Stored<Grant> held, Grant renewed)
    {
        var key = renewed.Key();
        var version = held.Version;
        return saves.SaveAsync(key, SaveOnceAsync);

        async Task<SaveOutcome> SaveOnceAsync()
        {
            while (await grants.SaveAsync(renewed, version, CancellationToken.None) is null)
            {
                var current = await grants.FindAsync(key.Id, CancellationToken.None);
                if (current?.Value.Generation != held.Value.Generation)
                    return await GiveUpAsync(current, renewed);
                // Another instance has taken a lease on the same generation meanwhile; the new tokens are here already.
                version = current.Version;
                renewed = renewed with { Events = current.Value.Events };
            }
            return SaveOutcome.Saved;
        }
    }

    /// <summary>The grant has changed meanwhile. If it has ended, the new tokens must be revoked too.</summary>
    private async Task<SaveOutcome> GiveUpAsync(Stored<Grant>? current, Grant renewed)
    {
        if (current is null or { Value.Status: GrantStatus.Dead })
        {
            await revocations.EnqueueAsync(renewed, CancellationToken.None);
            revocations.Begin();
        }
        return SaveOutcome.Superseded;
    }
}

/// <summary>The result of saving refreshed tokens.</summary>
internal enum SaveOutcome
{
    /// <summary>The store has not taken them yet; the save is retried.</summary>
    Pending,

    Saved,

    /// <summary>The grant has changed meanwhile: the tokens are not to be used.</summary>
    Superseded,
}
