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

    private static readonly string[] RefreshTokens =
    [
        "refreshtoken", "providerrefreshtoken", "credentials.refreshtoken", "credentials.raw.refreshtoken",
        "session.providerrefreshtoken",
    ];

    private static readonly string[] ScopeLists = ["scopes", "scope", "credentials.scope", "credentials.raw.scope"];

    public override string ToString() => $"{nameof(TokenRow)} {Number}";

    internal static TokenRow From(int number, IEnumerable<(string Name, string Value)> fields)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in fields)
        {
            if (value.Trim() is { Length: > 0 } text && text != "null")
                values.TryAdd(name, text);
        }
        return new TokenRow(
            number, First(Services), First(Identifiers), First(RefreshTokens), First(ScopeLists)?.Split(
                [' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

        string? First(string[] names) =>
            names.Select(name => values.GetValueOrDefault(name)).FirstOrDefault(text => text is not null);
    }

    /// <summary><c>refresh_token</c> and <c>refreshToken</c> are one name.</summary>
    internal static string Plain(string name) =>
        string.Concat(name.Where(letter => letter is not ('_' or '-' or ' '))).ToLowerInvariant();
}
