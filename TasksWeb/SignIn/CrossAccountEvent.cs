using System.Text.Json;
using TasksWeb.Errors;
using TasksWeb.Storage.Encryption;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.SignIn;

/// <summary>What a checked security event token (RFC 8417) says of one account.</summary>
/// <param name="Id">The token's <c>jti</c>.</param>
/// <param name="Type">The last part of the event's address, for example <c>sessions-revoked</c>.</param>
/// <param name="Subject">The provider's word for the account; null: it is about something else.</param>
/// <param name="At">When the provider issued it, in whole seconds.</param>
internal sealed record CrossAccountEvent(string Id, string Type, string? Subject, DateTimeOffset At)
{
    /// <summary>An older one is not taken, so that ids need not be kept for longer.</summary>
    public static readonly TimeSpan Oldest = TimeSpan.FromDays(7);

    /// <summary>How long it is known, a little longer than it could come again.</summary>
    public static readonly TimeSpan KeptFor = Oldest + TimeSpan.FromDays(1);

    /// <summary>What an id that has come is kept as.</summary>
    public const string Use = "security event";

    private const int MaxIdLength = 255;
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(10);

    /// <summary>The one refresh token that is revoked; null: it is about something else.</summary>
    public RevokedToken? Token { get; init; }

    /// <summary>What began from then on is newer: a delayed event says nothing of it.</summary>
    public DateTimeOffset EndsWhatBeganBefore => At + TimeSpan.FromSeconds(1);

    /// <summary>It asks for the end of sessions.</summary>
    public bool EndsSessions => Type is "sessions-revoked" or "tokens-revoked" or "account-disabled" or "account-purged";

    /// <summary>The provider takes no token of the account any more.</summary>
    public bool EndsGrants => Type is "tokens-revoked" or "account-disabled" or "account-purged";

    /// <exception cref="ProblemException"><c>identity_rejected</c>: it is not an event of now.</exception>
    public static IReadOnlyList<CrossAccountEvent> Read(IdTokenClaims claims, string issuer, DateTimeOffset now)
    {
        try
        {
            return ReadAll(claims, issuer, now);
        }
        catch (InvalidOperationException)
        {
            throw Rejected("the security event holds a text that is not Unicode");
        }
    }

    /// <summary>What is kept of it, so that it is not taken twice.</summary>
    public string DigestOf(string issuer, Cipher cipher) => cipher.Digest("security event", issuer, Id, Type);

    private static List<CrossAccountEvent> ReadAll(IdTokenClaims claims, string issuer, DateTimeOffset now)
    {
        if (claims.Time("iat") is not { } at || now - at > Oldest || at - now > ClockSkew)
            throw Rejected("the time of the security event (iat) is missing, too old or still to come");
        if (claims.Text("jti") is not { Length: > 0 and <= MaxIdLength } id)
            throw Rejected("the security event has no usable id (jti)");
        var events = claims.Members("events").Select(one => Read(one, id, issuer, at)).ToList();
        return events.Count > 0 ? events : throw Rejected("the token holds no security event (events)");
    }

    private static CrossAccountEvent Read(JsonProperty one, string id, string issuer, DateTimeOffset at)
    {
        var type = one.Name[(one.Name.LastIndexOf('/') + 1)..];
        var about = one.Value.ValueKind == JsonValueKind.Object && one.Value.TryGetProperty("subject", out var subject)
            && subject.ValueKind == JsonValueKind.Object ? new IdTokenClaims(subject) : null;
        return new CrossAccountEvent(id, type, about is null ? null : SubjectOf(about, issuer), at)
        {
            Token = type == "token-revoked" && about is not null ? TokenOf(about) : null,
        };
    }

    /// <summary>Google writes subject_type and iss-sub, RFC 9493 format and iss_sub.</summary>
    private static string? SubjectOf(IdTokenClaims subject, string issuer) =>
        (subject.Text("subject_type") ?? subject.Text("format")) is "iss-sub" or "iss_sub"
        && subject.Text("iss")?.TrimEnd('/') == issuer.TrimEnd('/')
        && subject.Text("sub") is { Length: > 0 and <= 255 } sub
            ? sub
            : null;

    private static RevokedToken? TokenOf(IdTokenClaims subject) =>
        subject.Text("subject_type") == "oauth_token" && subject.Text("token_type") == "refresh_token"
            ? RevokedToken.Read(subject.Text("token_identifier_alg"), subject.Text("token"))
            : null;

    private static ProblemException Rejected(string reason) =>
        new(new Problem(StatusCodes.Status403Forbidden, "identity_rejected") { Detail = reason + "." });
}
