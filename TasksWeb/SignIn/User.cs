using TasksWeb.Storage;

namespace TasksWeb.SignIn;

/// <summary>A person, as stored. Identity is issuer and subject, never the e-mail address.</summary>
/// <param name="IsEmailVerified">The provider has verified the address.</param>
/// <param name="HostedDomain">The organization that the account belongs to, by the provider's <c>hd</c> claim.</param>
/// <param name="NotAllowedSince">
/// When the person was first found missing on <see cref="AllowList"/>; null: they are on it.
/// </param>
public sealed record User(
    string Id, string Issuer, string Subject, string DisplayName, string? Image, string? Email, DateTimeOffset SignedInAt,
    bool IsEmailVerified = false, string? HostedDomain = null, DateTimeOffset? NotAllowedSince = null)
{
    /// <summary><c>{subject}@{issuer without its scheme}</c>; the subject is escaped, so that its last '@' is ours.</summary>
    public static string IdOf(string issuer, string subject) => $"{Uri.EscapeDataString(subject)}@{issuer.Split("://", 2)[^1]}";
}

public sealed class UserRepository(IDocumentStore store) : Repository<User>(store, "users")
{
    protected override string IdOf(User value) => value.Id;
}
