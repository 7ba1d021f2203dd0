namespace TasksWeb.Foundation;

/// <summary>Where a person goes after signing in: a path on this site, whatever was asked for.</summary>
public static class ReturnUrl
{
    public const string Default = "/tasks";

    private const int MaxLength = 1024;
    private const int MaxDecodings = 4;

    /// <summary>
    /// The URL, if it is a plain path on this site however often it is decoded; else the <paramref name="fallback"/>. Browsers
    /// read <c>\</c> as <c>/</c> and drop tabs and line breaks, hence neither is allowed
    /// (https://url.spec.whatwg.org/#concept-basic-url-parser).
    /// </summary>
    public static string Local(string? wish, string fallback = Default)
    {
        if (string.IsNullOrEmpty(wish) || wish.Length > MaxLength || wish.Any(char.IsControl))
            return fallback;
        var path = wish[..(wish.IndexOfAny(['?', '#']) is var end and >= 0 ? end : wish.Length)];
        for (var i = 0; i < MaxDecodings; i++)
        {
            if (!IsLocal(path))
                return fallback;
            var decoded = Uri.UnescapeDataString(path);
            if (decoded == path)
                return InAscii(wish);
            path = decoded;
        }
        return fallback;
    }

    /// <summary>As allowed in a header: <c>Location</c> takes nothing else (RFC 3986 §2.5).</summary>
    private static string InAscii(string wish) => System.Text.Ascii.IsValid(wish)
        ? wish
        : string.Concat(
            wish.EnumerateRunes().Select(rune => rune.IsAscii ? rune.ToString() : Uri.EscapeDataString(rune.ToString())));

    private static bool IsLocal(string path) =>
        path.StartsWith('/')
        && !path.StartsWith("//", StringComparison.Ordinal)
        && !path.Contains('\\', StringComparison.Ordinal)
        && !path.Any(char.IsControl)
        && !path.StartsWith("/auth/", StringComparison.OrdinalIgnoreCase)
        && !path.Split('/').Contains("..", StringComparer.Ordinal);
}
