using System.Net;

namespace TasksWeb.Tokens.Http;

/// <summary>What a provider's API failed with; each kind is one error code of the HTTP surface.</summary>
public enum ProviderFailureKind
{
    /// <summary>It understood and said no: its status, reason and message are passed on.</summary>
    Rejected,

    /// <summary>It failed, was not reached, or answered nothing that can be read.</summary>
    Unavailable,
    RateLimited,
    InsufficientScope,
    Gone,
}

/// <summary>A call of a provider's API failed.</summary>
public class ProviderException(
    ProviderFailureKind kind, string connector, HttpStatusCode? status, string? reason, string? message, TimeSpan? retryAfter,
    Exception? inner = null)
    : Exception($"{connector}: {kind} ({(int?)status} {reason}).", inner)
{
    public ProviderFailureKind Kind { get; } = kind;
    public string Connector { get; } = connector;

    /// <summary>The provider's own status; null when there was no answer.</summary>
    public HttpStatusCode? Status { get; } = status;

    /// <summary>The provider's machine-readable reason, for example <c>notFound</c>.</summary>
    public string? Reason { get; } = reason;

    /// <summary>The provider's sentence, without any token in it.</summary>
    public string? ProviderMessage { get; } = message;
    public TimeSpan? RetryAfter { get; } = retryAfter;

    public static ProviderException Unavailable(string connector, Exception? inner = null) =>
        new(ProviderFailureKind.Unavailable, connector, null, null, null, null, inner);
}
