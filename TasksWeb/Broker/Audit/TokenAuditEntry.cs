using System.Runtime.CompilerServices;
using TasksWeb.Storage;

namespace TasksWeb.Broker.Audit;

/// <summary>One entry of the audit log, as stored: an access token that was given to another backend, or a call that
/// was made for one. Never the token.</summary>
/// <param name="Id">Its time and a random part, so that entries sort by time.</param>
/// <param name="Key">The name of the API key.</param>
/// <param name="Identifier">As the backend named the person; empty once that person's account here is deleted.</param>
/// <param name="User">Whose grant it was in the vault; null once that person's account here is deleted.</param>
/// <param name="Method">Of a call; null: a token was given.</param>
/// <param name="Path">Where a call went at the provider, without its query; null once that person's account here is
/// deleted.</param>
/// <param name="Account">Which of the person's accounts; null: the first.</param>
/// <param name="KeptUntil">When the entry is deleted.</param>
/// <param name="Seal">Ties it to the entries before it; null: a version before 1.1 has written it.</param>
public sealed record TokenAuditEntry(
    string Id, DateTimeOffset At, string Key, string Connector, string Identifier, string? User, long Generation,
    DateTimeOffset? ExpirationTime, string[] Scopes, DateTimeOffset KeptUntil, string? Method = null, string? Path = null,
    string? Account = null, AuditSeal? Seal = null);

public sealed class TokenAuditRepository(IDocumentStore store) : Repository<TokenAuditEntry>(store, "audit")
{
    protected override string IdOf(TokenAuditEntry value) => value.Id;

    /// <summary>The entries of a key on one day, so that a page of them is found by an index.</summary>
    public static string GroupOf(string key, DateOnly day) => $"{key}|{day:yyyy-MM-dd}";

    protected override string? GroupOf(TokenAuditEntry value) =>
        GroupOf(value.Key, DateOnly.FromDateTime(value.At.UtcDateTime));

    /// <summary>The first entries of a key on one day after an id, in their order.</summary>
    public async IAsyncEnumerable<TokenAuditEntry> ListAsync(
        string key, DateOnly day, string after, int limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var stored in GroupPageAsync(GroupOf(key, day), after, limit, cancellationToken))
            yield return stored.Value;
    }

    protected override string? OwnerOf(TokenAuditEntry value) => value.User;

    protected override bool IsOurs(Document document) => document.Id != AuditStart.OnlyId;

    protected override DateTimeOffset? DueOf(TokenAuditEntry value) => value.KeptUntil;
}
