using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using TasksWeb.SignIn;

namespace TasksWeb.Broker.Calls;

/// <summary>
/// Path and query of a call. They are sent on unchanged, so anything that some parser could read as a way out of the base path
/// is refused: a dot segment, another separator, a second layer of percent-encoding.
/// </summary>
internal static class CallPath
{
    /// <summary>RFC 3986 §3.3: <c>pchar</c>, the percent sign and the slash.</summary>
    private static readonly SearchValues<char> PathLetters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@%/");

    /// <summary>Printable ASCII but <c>#</c>.</summary>
    private static readonly SearchValues<char> QueryLetters =
        SearchValues.Create([.. Enumerable.Range(0x21, 0x5E).Select(code => (char)code).Except("#")]);

    private static readonly SearchValues<char> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(char.IsControl)]);

    /// <summary>Some servers begin a parameter behind each of these.</summary>
    private static readonly char[] QuerySeparators = ['?', '&', ';'];

    /// <summary>A token in a query (RFC 6750 §2.3) would be another one than the vault's.</summary>
    private static readonly FrozenSet<string> TokenParameters = Names("access_token", "oauth_token", "bearer_token");

    /// <summary>Google reads method and headers from them: the key's Methods would say nothing.</summary>
    private static readonly FrozenSet<string> OverrideParameters = Names("$httpMethod", "$httpHeaders");

    /// <summary>A query without any part of these names and without escapes need not be split.</summary>
    private static readonly SearchValues<string> PartsOfNames =
        SearchValues.Create(["token", "$http"], StringComparison.OrdinalIgnoreCase);

    /// <summary>What is wrong with the path; null: nothing.</summary>
    /// <param name="path">Percent-encoded, relative.</param>
    /// <param name="decoded">The path, decoded.</param>
    public static string? Check(string path, out string decoded)
    {
        decoded = path;
        if (path.AsSpan().ContainsAnyExcept(PathLetters))
            return "path: percent-encode what is not allowed in a path (RFC 3986).";
        foreach (var range in path.AsSpan().Split('/'))
        {
            var segment = path.AsSpan(range);
            if (segment.IsEmpty && range.End.Value < path.Length)
                return "path: '//' is not allowed.";
            if (HasPercent(segment, thatEscapes: false))
                return "path: '%' must begin two hexadecimal digits.";
            if (Wrong(segment.Contains('%') ? Uri.UnescapeDataString(segment) : segment) is { } wrong)
                return wrong;
        }
        // No segment has an encoded slash.
        decoded = Uri.UnescapeDataString(path);
        return null;
    }

    /// <summary>What is wrong with the query; null: nothing.</summary>
    public static string? CheckQuery(string query)
    {
        if (query.AsSpan().ContainsAnyExcept(QueryLetters))
            return "query: percent-encode what is not allowed in a query (RFC 3986).";
        if (!query.Contains('%', StringComparison.Ordinal) && !query.AsSpan().ContainsAny(PartsOfNames))
            return null;
        foreach (var pair in query.Split(QuerySeparators))
        {
            var names = Array.ConvertAll(
                Uri.UnescapeDataString(pair.Split('=', 2)[0].Replace('+', ' ')).Split(QuerySeparators), Loosely);
            if (Array.Exists(names, TokenParameters.Contains))
                return "query: tokens are not sent in the query; the vault adds its own.";
            if (Array.Exists(names, OverrideParameters.Contains))
                return "query: method and headers are not sent in the query.";
        }
        return null;
    }

    /// <summary>The query without the parameter that chooses the account, which is not the provider's.</summary>
    public static string WithoutAccount(string query)
    {
        if (!SessionGrants.MayName(query))
            return query;
        var rest = query[1..].Split('&').Where(pair => !Uri.UnescapeDataString(pair.Split('=', 2)[0])
            .Equals(SessionGrants.Parameter, StringComparison.OrdinalIgnoreCase));
        return string.Join('&', rest) is { Length: > 0 } kept ? "?" + kept : "";
    }

    /// <summary>The path is one of these prefixes or lies below one; with no prefixes every path does.</summary>
    public static bool IsBelow(string decoded, IList<string> prefixes)
    {
        if (prefixes.Count == 0)
            return true;
        foreach (var one in prefixes)
        {
            var prefix = one.AsSpan().TrimEnd('/');
            if (decoded.AsSpan().StartsWith(prefix, StringComparison.Ordinal)
                && (decoded.Length == prefix.Length || decoded[prefix.Length] == '/'))
                return true;
        }
        return false;
    }

    private static string? Wrong(ReadOnlySpan<char> segment)
    {
        if (segment.ContainsAny(Controls))
            return "path: control characters are not allowed.";
        // Bytes that are not UTF-8 stay encoded as well.
        if (HasPercent(segment, thatEscapes: true))
            return "path: '%25' before two hexadecimal digits, and bytes that are not UTF-8, are not allowed.";
        if (IsSeparatorOrDots(segment) || (!Ascii.IsValid(segment) && IsSeparatorOrDots(Compatible(segment.ToString()))))
            return "path: '.', '..', '%2F', '\\' and '%5C' are not allowed.";
        return null;
    }

    /// <summary>The text as parsers see it that normalize Unicode (to them, U+FF0F is a slash).</summary>
    private static string Compatible(string segment)
    {
        try
        {
            return segment.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // Not valid Unicode: treated as a separator.
            return "/";
        }
    }

    /// <summary>
    /// The name as the loosest of servers reads it: to PHP, <c>name[]</c> is a list called <c>name</c>, and a dot, a space or a
    /// single bracket an underscore.
    /// </summary>
    private static string Loosely(string name)
    {
        if (name.Contains(']', StringComparison.Ordinal))
            name = name.Split('[', 2)[0];
        return name.Trim().Replace('.', '_').Replace(' ', '_').Replace('[', '_');
    }

    /// <summary>Some servers cut a segment at <c>;</c> and drop dots and spaces at its end.</summary>
    private static bool IsSeparatorOrDots(ReadOnlySpan<char> segment)
    {
        if (segment.ContainsAny('/', '\\'))
            return true;
        var end = segment.IndexOf(';');
        var name = end < 0 ? segment : segment[..end];
        return !name.IsEmpty && name.Contains('.') && !name.ContainsAnyExcept('.', ' ');
    }

    /// <summary>Whether a percent sign begins an escape, or, for false, whether one does not.</summary>
    private static bool HasPercent(ReadOnlySpan<char> segment, bool thatEscapes)
    {
        for (var at = segment.IndexOf('%'); at >= 0; at = segment.IndexOf('%'))
        {
            segment = segment[(at + 1)..];
            if (IsHex(segment) == thatEscapes)
                return true;
        }
        return false;
    }

    private static FrozenSet<string> Names(params string[] names) => names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static bool IsHex(ReadOnlySpan<char> digits) =>
        digits.Length >= 2 && char.IsAsciiHexDigit(digits[0]) && char.IsAsciiHexDigit(digits[1]);
}
