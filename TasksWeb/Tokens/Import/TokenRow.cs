namespace TasksWeb.Tokens.Import;

/// <summary>One entry of a file of tokens.</summary>
/// <param name="Number">Its line in CSV, its place in JSON; from 1.</param>
/// <param name="Service">What the exporter calls the provider or connector.</param>
/// <param name="Identifier">What the exporter calls the person.</param>
/// <param name="RefreshToken">Null: the entry has none.</param>
/// <param name="Scopes">What was granted; null: the entry does not say.</param>
public sealed record TokenRow(int Number, string? Service, string? Identifier, string? RefreshToken, string[]? Scopes)
{
    private static readonly string[] Services =
        ["connector", "providerconfigkey", "provider", "user.appmetadata.provider", "session.user.appmetadata.provider"];

    private static readonly string[] Identifiers =
        ["identifier", "connectionid", "userid", "userid.$oid", "user.id", "session.user.id", "user"];

    /// <summary>Beside these, <c>refresh_token</c> is that of a session of Supabase, and none of a provider's.</summary>
    private static readonly string[] ProviderRefreshTokens = ["providerrefreshtoken", "session.providerrefreshtoken"];

    private static readonly string[] RefreshTokens =
        ["refreshtoken", "credentials.refreshtoken", "credentials.raw.refreshtoken"];

    private static readonly string[] ScopeLists = ["scopes", "scope", "credentials.scope", "credentials.raw.scope"];

    /// <summary>Why it cannot be imported as it is written; null: it can.</summary>
    public string? Problem { get; init; }

    public override string ToString() => $"{nameof(TokenRow)} {Number}";

    internal static TokenRow From(int number, IEnumerable<(string Name, string Value)> fields)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var twice = new HashSet<string>(StringComparer.Ordinal);
        var tokens = RefreshTokens;
        foreach (var (name, value) in fields)
        {
            if (ProviderRefreshTokens.Contains(name))
                tokens = ProviderRefreshTokens;
            if (value.Trim() is { Length: > 0 } text && text != "null" && !values.TryAdd(name, text) && values[name] != text)
                twice.Add(name);
        }
        return new TokenRow(number, First(Services), First(Identifiers), First(tokens), ScopesOf(First(ScopeLists)))
        {
            Problem = ProblemOf("connector", Services) ?? ProblemOf("identifier", Identifiers)
                ?? ProblemOf("refresh_token", tokens),
        };

        string? First(string[] names) => NameOf(names) is { } name ? values[name] : null;

        string? NameOf(string[] names) => Array.Find(names, values.ContainsKey);

        string? ProblemOf(string field, string[] names) =>
            NameOf(names) is { } name && twice.Contains(name) ? $"it has two values for {field}." : null;
    }

    /// <summary>A column of this plain name holds refresh tokens.</summary>
    internal static bool NamesToken(string name) => RefreshTokens.Contains(name) || ProviderRefreshTokens.Contains(name);

    private static string[]? ScopesOf(string? list) =>
        list?.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary><c>refresh_token</c> and <c>refreshToken</c> are one name.</summary>
    internal static string Plain(string name) =>
        string.Concat(name.Where(letter => letter is not ('_' or '-' or ' '))).ToLowerInvariant();
}
