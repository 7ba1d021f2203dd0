using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tokens.Http;

/// <summary>
/// A call whose bodies stream through <see cref="RefreshAndRetryHandler"/>, for callers that do not make a
/// <see cref="ProviderRequest"/> themselves. Travels in the request's options.
/// </summary>
/// <param name="Grant">For whom it is sent.</param>
/// <param name="BodyIsRepeatable">The body has at most <see cref="RepeatableBytes"/>: it is kept, to be sent again.</param>
public record StreamedCall(GrantKey Grant, bool BodyIsRepeatable)
{
    /// <summary>The largest request body that is kept in memory, in bytes.</summary>
    public const int RepeatableBytes = 256 * 1024;

    private static readonly HttpRequestOptionsKey<StreamedCall> Option = new("TasksWeb.StreamedCall");

    public void AttachTo(HttpRequestMessage request) => request.Options.Set(Option, this);

    public static StreamedCall? Of(HttpRequestMessage request) =>
        request.Options.TryGetValue(Option, out var call) ? call : null;
}

/// <summary>
/// The provider says that the token has expired, and the body has gone. The token has been renewed: the caller sends it again.
/// </summary>
public sealed class BodyNotRepeatableException() : Exception("The token expired, and the request's body cannot be sent again.");
