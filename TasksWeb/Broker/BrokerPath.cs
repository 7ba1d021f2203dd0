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
    /// <exception cref="ProblemException">There are dot segments, or it is not percent-encoded UTF-8.</exception>
    public static string ReadIdentifier(HttpContext context, int segmentsAfter)
    {
        var segments = Target(context).Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        foreach (var segment in segments)
            RefuseDots(Uri.UnescapeDataString(segment));
        return DecodeIdentifier(segments[^(segmentsAfter + 1)]);
    }

    /// <summary>Connector, identifier, what follows <c>/call/</c>, the last with its query as it was sent.</summary>
    /// <exception cref="ProblemException">It is an absolute form (RFC 9112 §3.2.2), or not such a call, or the identifier is not
    /// percent-encoded UTF-8.</exception>
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
        return (
            Uri.UnescapeDataString(path[parts[2]]), DecodeIdentifier(path[parts[3]]),
            count > RootLength ? path[parts[RootLength]].ToString() : "", end < 0 ? "" : target[end..]);
    }

    private static string DecodeIdentifier(ReadOnlySpan<char> encoded)
    {
        var identifier = Uri.UnescapeDataString(encoded);
        RefuseDots(identifier);
        // What cannot be decoded is left as it is: %FF would be the same identifier as %25FF.
        if (identifier.Contains('%', StringComparison.Ordinal)
            && Uri.UnescapeDataString(encoded.ToString().Replace("%25", " ", StringComparison.Ordinal))
                .Contains('%', StringComparison.Ordinal))
            throw BrokerAccess.Invalid("identifier: percent-encode it as UTF-8 (RFC 3986).");
        return identifier;
    }

    private static void RefuseDots(string segment)
    {
        if (segment is "." or "..")
            throw BrokerAccess.Invalid("identifier: '.' and '..' mean something else in an address.");
    }

    private static string Target(HttpContext context) => context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
}
