using TasksWeb.Storage;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tokens.Import;

/// <summary>A refresh token that was imported, as stored: its digest and nothing of the person.</summary>
/// <param name="Id">SHA-256 of the token, base64url.</param>
/// <param name="At">When it was last sent or saved.</param>
/// <param name="IsSettled">Its outcome is known.</param>
/// <param name="Place">
/// Whose grant it was sent for: a digest with the token, so that only somebody who has it can tell.
/// </param>
/// <param name="Refusal">The provider's code for refusing it; null: it has not.</param>
/// <param name="NoPlace">Why it was not kept; null: it was, or was refused.</param>
public sealed record ImportRecord(
    string Id, DateTimeOffset At, bool IsSettled, string Place, string? Refusal = null, NoPlace? NoPlace = null)
{
    /// <summary>It was sent for the grant of another name.</summary>
    internal bool IsOfAnother(string refreshToken, GrantKey key) => Place != PlaceOf(refreshToken, key);

    internal static ImportRecord Begin(string refreshToken, GrantKey key, DateTimeOffset now) => new(
        GrantRepository.DigestOf(refreshToken), now.ToStored(), IsSettled: false, PlaceOf(refreshToken, key));

    private static string PlaceOf(string refreshToken, GrantKey key) =>
        GrantRepository.DigestOf($"{refreshToken}\n{key.Connector}/{key.User}");
}

public sealed class ImportRecordRepository(IDocumentStore store) : Repository<ImportRecord>(store, "imports")
{
    protected override string IdOf(ImportRecord value) => value.Id;

    protected override bool IsOurs(Document document) => document.Id != ImportRun.OnlyId;
}
