using System.Net.Http.Headers;

namespace TasksWeb.Tokens;

/// <summary>An access token as it is handed out.</summary>
public sealed class AccessToken(
    string value, DateTimeOffset issuedAt, DateTimeOffset? expirationTime, string[] scopes, long generation)
{
    /// <summary>The token itself. Never logged, never in a URL.</summary>
    public string Value { get; } = value;

    /// <summary>The token as <c>Authorization</c> header.</summary>
    internal AuthenticationHeaderValue Authorization { get; } = new("Bearer", value);

    public DateTimeOffset IssuedAt { get; } = issuedAt;

    /// <summary>Null: the provider did not say. It is used until the provider refuses it.</summary>
    public DateTimeOffset? ExpirationTime { get; } = expirationTime;

    /// <summary>The scopes the provider granted.</summary>
    public string[] Scopes { get; } = scopes;

    /// <summary>The grant's generation this token belongs to.</summary>
    public long Generation { get; } = generation;

    /// <summary>Which of the person's accounts it is for; null: the first one.</summary>
    public string? Account { get; init; }

    /// <summary>The provider's word for that account; null: not known.</summary>
    internal string? Subject { get; init; }

    /// <summary>The provider has accepted it at least once.</summary>
    internal bool Worked { get; set; }

    /// <summary>It came with the refresh token.</summary>
    internal bool CameWithConsent { get; init; }

    /// <summary>What the connector's calls need and the person has not granted; normally empty.</summary>
    internal string[] MissingScopes { get; init; } = [];

    /// <summary>It was exchanged because the API refused the previous one, not because that had expired.</summary>
    internal bool AnswersRejection { get; init; }

    /// <summary>Hides the value from logs and debuggers.</summary>
    public override string ToString() => $"access token of generation {Generation}, until {ExpirationTime:O}";
}
