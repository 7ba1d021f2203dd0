using TasksWeb.Storage;

namespace TasksWeb.Tokens.Vault;

/// <summary>
/// An authorization code that a backend has sent, as stored: keyed digests, from which neither code nor person follows.
/// </summary>
/// <param name="Id">Of the provider and the code.</param>
/// <param name="Use">Of everything that a repetition must have in common with the first request.</param>
/// <param name="KeptUntil">When it is deleted; until then the code is not sent to the provider again.</param>
public sealed record UsedCode(string Id, string Use, DateTimeOffset UsedAt, DateTimeOffset KeptUntil);

public sealed class UsedCodeRepository(IDocumentStore store) : Repository<UsedCode>(store, "codes")
{
    protected override string IdOf(UsedCode value) => value.Id;

    protected override DateTimeOffset? DueOf(UsedCode value) => value.KeptUntil;
}

/// <summary>Deletes codes that no provider would take any more.</summary>
internal sealed class UsedCodeCleanup(
    UsedCodeRepository codes, WorkerMetrics metrics, TimeProvider clock, ILogger<UsedCodeCleanup> logger)
    : ExpiryCleanup<UsedCode>(codes, metrics, clock, logger);
