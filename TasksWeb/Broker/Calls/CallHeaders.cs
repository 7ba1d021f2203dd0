using System.Buffers;
using System.Collections.Frozen;

namespace TasksWeb.Broker.Calls;

/// <summary>Which headers of a call and of its response are passed on.</summary>
internal static class CallHeaders
{
    /// <summary>Hop-by-hop headers (RFC 9110 §7.6.1), credentials, and headers that act on this site in a browser.</summary>
    private static readonly string[] NeitherWay =
    [
        "Connection", "Keep-Alive", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "HTTP2-Settings",
        "Authorization", "X-Api-Key", "Cookie", "Cookie2", "Set-Cookie", "Set-Cookie2", "Forwarded", "X-Real-IP", "Via",
        "Clear-Site-Data", "Service-Worker-Allowed",
    ];

    /// <summary>
    /// Headers that the transport sets itself, and those from which some servers read another method, path, host or client.
    /// </summary>
    private static readonly FrozenSet<string> NotSent = Names(
    [
        .. NeitherWay,
        "Host", "Expect", "traceparent", "tracestate", "baggage", "Request-Id", "Correlation-Context",
        "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-Method", "X-Request-Method", "X-HTTP-Verb-Override",
        "X-HTTP-Verb", "X-Original-URL", "X-Rewrite-URL", "X-URL-Scheme", "Front-End-Https", "X-Host", "X-Original-Host",
        "X-Original-Forwarded-For", "Client-IP", "X-Client-IP", "X-Cluster-Client-IP", "True-Client-IP", "Fastly-Client-IP",
        "CF-Connecting-IP", "CF-Connecting-IPv6",
    ]);

    /// <summary>Headers that would act for this site, or lead elsewhere.</summary>
    private static readonly FrozenSet<string> NotReturned = Names(
    [
        .. NeitherWay,
        "Location", "Content-Location", "Refresh", "Server", "Cache-Control", "Pragma", "Expires", "Age", "Alt-Svc",
        "Strict-Transport-Security", "Public-Key-Pins", "Content-Security-Policy", "Content-Security-Policy-Report-Only",
        "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Permissions-Policy", "Cross-Origin-Opener-Policy",
        "Cross-Origin-Embedder-Policy", "Cross-Origin-Resource-Policy", "Origin-Agent-Cluster", "Report-To",
        "Reporting-Endpoints", "NEL", "SourceMap", "X-SourceMap", "Speculation-Rules", "Accept-CH", "Critical-CH", "Set-Login",
    ]);

    private static readonly string[] NeitherWayPrefixes = ["X-Forwarded-", "Proxy-"];

    /// <summary>
    /// Commands to a proxy or cache in front (nginx, Perlbal, H2O, Apache, lighttpd, LiteSpeed, Fastly, Akamai), and what
    /// browsers let other sites do.
    /// </summary>
    private static readonly string[] NotReturnedPrefixes =
    [
        "X-Accel-", "X-Reproxy-", "X-Sendfile", "X-LIGHTTPD-", "X-LiteSpeed-", "Surrogate-", "Edge-", "Access-Control-",
    ];

    /// <summary>What one kind of cache obeys (RFC 9213 §3.1) and invalidates by.</summary>
    private static readonly string[] NotReturnedSuffixes = ["-Cache-Control", "Cache-Tag"];

    private static readonly SearchValues<char> PlainText =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code), '\t']);

    /// <param name="connection">The value of <c>Connection</c>, which names further headers of one connection.</param>
    public static bool IsSent(string name, string connection) => Passes(name, connection, NotSent);

    /// <inheritdoc cref="IsSent"/>
    public static bool IsReturned(string name, string connection) =>
        Passes(name, connection, NotReturned) && !IsCommand(WithHyphens(name));

    /// <summary>Printable ASCII and tabs: both servers write these unchanged.</summary>
    public static bool IsPlainText(string value) => !value.AsSpan().ContainsAnyExcept(PlainText);

    private static bool Passes(string name, string connection, FrozenSet<string> refused)
    {
        var hyphenated = WithHyphens(name);
        return !refused.Contains(hyphenated)
            && !HasPrefix(hyphenated, NeitherWayPrefixes)
            && (connection.Length == 0 || !connection.Split(',', StringSplitOptions.TrimEntries)
                .Contains(name, StringComparer.OrdinalIgnoreCase));
    }

    private static bool IsCommand(string name)
    {
        foreach (var suffix in NotReturnedSuffixes)
        {
            if (name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return HasPrefix(name, NotReturnedPrefixes);
    }

    private static bool HasPrefix(string name, string[] prefixes)
    {
        foreach (var prefix in prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    /// <summary>Gateways in the manner of CGI (RFC 3875 §4.1.18) read both as the same name.</summary>
    private static string WithHyphens(string name) =>
        name.Contains('_', StringComparison.Ordinal) ? name.Replace('_', '-') : name;

    private static FrozenSet<string> Names(string[] names) => names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
