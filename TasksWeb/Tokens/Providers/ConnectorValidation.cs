using System.Buffers;

namespace TasksWeb.Tokens.Providers;

/// <summary>Checks one connector.</summary>
internal sealed class ConnectorValidation(AddressValidation addresses, IReadOnlyList<string> providers, ConnectorsOptions all)
{
    /// <summary>RFC 6749 §3.3.</summary>
    private static readonly SearchValues<char> ScopeLetters =
        SearchValues.Create([.. Enumerable.Range(0x21, 0x5E).Select(code => (char)code).Except("\"\\")]);

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
        if (connector.Successor is { Length: > 0 } successor
            && (successor == name || !all.Connectors.Keys.Contains(successor, StringComparer.Ordinal)))
            yield return $"{key}:Successor must name another connector.";
    }
}
