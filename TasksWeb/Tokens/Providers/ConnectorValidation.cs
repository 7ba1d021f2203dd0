using System.Buffers;

namespace TasksWeb.Tokens.Providers;

/// <summary>Checks one connector.</summary>
internal sealed class ConnectorValidation(AddressValidation addresses, IReadOnlyList<string> providers, ConnectorsOptions all)
{
    /// <summary>RFC 6749 §3.3.</summary>
    private static readonly SearchValues<char> ScopeLetters =
        SearchValues.Create([.. Enumerable.Range(0x21, 0x5E).Select(code => (char)code).Except("\"\\")]);

    /// <summary>RFC 3986 §3.3, without percent-encoding.</summary>
    private static readonly SearchValues<char> PathLetters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,=:@/");

    /// <summary>Segments in plain letters, none of them empty or made of dots; nothing at all is one too.</summary>
    public static bool IsRelativePath(string? path) => string.IsNullOrEmpty(path)
        || (!path.AsSpan().ContainsAnyExcept(PathLetters)
            && !path.TrimEnd('/').Split('/').Any(static segment => segment is "" or "." or "..")
            && !path.EndsWith("//", StringComparison.Ordinal));

    public IEnumerable<string> ErrorsOf(string name, ConnectorOptions connector)
    {
        var key = $"Connectors:{name}";
        if (!name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-'))
            yield return $"{key}: a connector's name has lower-case letters, digits, '_' and '-' only.";
        if (!providers.Contains(connector.Provider, StringComparer.OrdinalIgnoreCase))
            yield return $"{key}:Provider must name one of: {string.Join(", ", providers)}.";
        for (var i = 0; i < connector.Scopes.Count; i++)
        {
            if (connector.Scopes[i] is not { Length: > 0 } scope || scope.AsSpan().ContainsAnyExcept(ScopeLetters))
                yield return $"{key}:Scopes:{i} must be one scope, without spaces or quotation marks.";
        }
        foreach (var error in addresses.ErrorsOf($"{key}:ApiBaseAddress", connector.ApiBaseAddress, isRequired: false))
            yield return error;
        if (!IsRelativePath(connector.CallPrefix))
            yield return $"{key}:CallPrefix must be a path below ApiBaseAddress, such as drive/v3/.";
        if (connector.Successor is { Length: > 0 } successor
            && (successor == name || !all.Connectors.Keys.Contains(successor, StringComparer.Ordinal)))
            yield return $"{key}:Successor must name another connector.";
    }
}
