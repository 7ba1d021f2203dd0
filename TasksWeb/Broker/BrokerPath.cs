using Microsoft.AspNetCore.Http.Features;
using TasksWeb.Errors;

namespace TasksWeb.Broker;

/// <summary>
/// The path of a request as it was sent: routing leaves <c>%2F</c> encoded and resolves dot segments (RFC 3986 §5.2.4).
/// </summary>
internal static class BrokerPath
{
    public const string Root = "/external-auth";

    private const int RootLength = 5;

    /// <summary>The identifier, followed by this many segments.</summary>
    /// <exception cref="ProblemException">There are dot segments.</exception>
    public static string ReadIdentifier(HttpContext context, int segmentsAfter)
    {
        var path = Target(context).Split('?')[0];
        var segments = Array.ConvertAll(path.Split('/', StringSplitOptions.RemoveEmptyEntries), Uri.UnescapeDataString);
        return segments.Any(segment => segment is "." or "..")
            ? throw BrokerAccess.Invalid("identifier: '.' and '..' mean something else in an address.")
            : segments[^(segmentsAfter + 1)];
    }

    /// <summary>Connector, identifier, what follows <c>/call/</c>, the last with its query as it was sent.</summary>
    /// <exception cref="ProblemException">It is an absolute form (RFC 9112 §3.2.2), or not such a call.</exception>
    public static (string Connector, string Identifier, string Path, string Query) ReadCall(HttpContext context)
    {
        var target = Target(context);
        var end = target.IndexOf('?', StringComparison.Ordinal);
        var path = end < 0 ? target : target.AsSpan(0, end);
        // "", external-auth, connector, identifier, call, and the rest in one piece.
        Span<Range> parts = stackalloc Range[RootLength + 1];
        var count = path.Split(parts, '/');
        if (count < RootLength || !path[..parts[1].End].Equals(Root, StringComparison.OrdinalIgnoreCase)
            || !path[parts[4]].Equals("call", StringComparison.OrdinalIgnoreCase))
            throw BrokerAccess.Invalid("path: send it as /external-auth/{connector}/{identifier}/call/{path}.");
        var identifier = Uri.UnescapeDataString(path[parts[3]]);
        return identifier is "." or ".."
            ? throw BrokerAccess.Invalid("identifier: '.' and '..' mean something else in an address.")
            : (Uri.UnescapeDataString(path[parts[2]]), identifier, count > RootLength ? path[parts[RootLength]].ToString() : "",
                end < 0 ? "" : target[end..]);
    }

    private static string Target(HttpContext context) => context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
}
