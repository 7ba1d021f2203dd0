using TasksWeb.Storage;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tokens.Import;

/// <summary>A refresh token that was imported, as stored: its digest and nothing of the person.</summary>
/// <param name="Id">SHA-256 of the token, base64url.</param>
/// <param name="At">When it was last sent or saved.</param>
/// <param name="IsSettled">Its outcome is known.</param>
/// <param name="Refusal">The provider's code for refusing it; null: it has not, or an early version did not note it.</param>
/// <param name="NoPlace">Why it was not kept; null: it was, or was refused.</param>
/// <param name="Place">
/// Whose grant it was sent for: a digest with the token, so that only somebody who has it can tell. Null: not noted.
/// </param>
public sealed record ImportRecord(
    string Id, DateTimeOffset At, bool IsSettled, string? Refusal = null, NoPlace? NoPlace = null, string? Place = null)
{
    /// <summary>It was sent for the grant of another name.</summary>
    internal bool IsOfAnother(string refreshToken, GrantKey key) => Place is not null && Place != PlaceOf(refreshToken, key);

    /// <summary>Earlier versions wrote why it was not kept in the place of the provider's code.</summary>
    internal ImportRecord Modern() => Refusal switch
    {
        "account_held" => this with { Refusal = null, NoPlace = Vault.NoPlace.AccountHeld },
        "account_unknown" => this with { Refusal = null, NoPlace = Vault.NoPlace.GrantHeld },
        "too_many_accounts" => this with { Refusal = null, NoPlace = Vault.NoPlace.TooManyAccounts },
        _ => this,
    };

    internal static ImportRecord Begin(string refreshToken, GrantKey key, DateTimeOffset now) => new(
        GrantRepository.DigestOf(refreshToken), now.ToStored(), IsSettled: false, Place: PlaceOf(refreshToken, key));

    private static string PlaceOf(string refreshToken, GrantKey key) =>
        GrantRepository.DigestOf($"{refreshToken}\n{key.Connector}/{key.User}");
}

public sealed class ImportRecordRepository(IDocumentStore store) : Repository<ImportRecord>(store, "imports")
{
    protected override string IdOf(ImportRecord value) => value.Id;
}
