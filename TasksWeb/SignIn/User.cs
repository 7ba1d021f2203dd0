using TasksWeb.Storage;

namespace TasksWeb.SignIn;

/// <summary>A person, as stored. Identity is issuer and subject, never the e-mail address.</summary>
public sealed record User
{
    public required string Id { get; init; }
    public required string Issuer { get; init; }
    public required string Subject { get; init; }
    public string DisplayName { get; init; } = "";
    public string? Image { get; init; }
    public string? Email { get; init; }
    public DateTimeOffset SignedInAt { get; init; }

    /// <summary>
    /// The id of a person: <c>{subject}@{issuer without its scheme}</c>. The subject is escaped, so the last '@' before the
    /// issuer is ours.
    /// </summary>
    public static string IdOf(string issuer, string subject) =>
        $"{Uri.EscapeDataString(subject)}@{issuer[(issuer.IndexOf("://", StringComparison.Ordinal) is var at and >= 0 ? at + 3 : 0)..]}";
}

public sealed class UserRepository(IDocumentStore store) : Repository<User>(store, "users")
{
    protected override string IdOf(User value) => value.Id;
}
