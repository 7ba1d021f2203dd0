using System.Text;
using System.Text.Json;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.Tokens.Import;

/// <summary>
/// Refresh tokens that another program has exported, as CSV with a header, as JSON or as one JSON value a line. Fields are known
/// by the names that Nango (its connections), Auth.js (its table of accounts) and Supabase (sessions) give them.
/// </summary>
public static class TokenFile
{
    /// <summary>The largest file, in bytes.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private const string NoRows = "It has no rows.";

    private const string NoTokens =
        "It has no field refresh_token or provider_refresh_token that holds a token. Rows are expected in CSV with a header, in "
        + "a JSON array, in a JSON object that holds a list of them, or in JSON Lines; each has connector, identifier and "
        + "refresh_token, or what Nango, Auth.js and Supabase call them.";

    /// <summary>The rows of a file.</summary>
    /// <exception cref="InvalidDataException">It is neither, has no field that holds refresh tokens, or no rows.</exception>
    public static IReadOnlyList<TokenRow> Read(byte[] file)
    {
        var bytes = Utf8Of(file);
        if (bytes.IndexOfAnyExcept(" \t\r\n"u8) < 0)
            throw new InvalidDataException(NoRows);
        var rows = bytes.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..]
            ? ReadJson(bytes)
            : CsvTable.Read(Encoding.UTF8.GetString(bytes));
        if (rows is { Count: 0 })
            throw new InvalidDataException(NoRows);
        return rows?.Exists(row => row.RefreshToken is not null) == true ? rows : throw new InvalidDataException(NoTokens);
    }

    /// <summary>Excel saves "Unicode text" as UTF-16 with a byte order mark.</summary>
    private static ReadOnlySpan<byte> Utf8Of(byte[] file) => file switch
    {
        [0xFF, 0xFE, ..] => Encoding.Convert(Encoding.Unicode, Encoding.UTF8, file, 2, file.Length - 2),
        [0xFE, 0xFF, ..] => Encoding.Convert(Encoding.BigEndianUnicode, Encoding.UTF8, file, 2, file.Length - 2),
        _ => ByteOrderMark.Skip(file),
    };

    private static List<TokenRow> ReadJson(ReadOnlySpan<byte> json)
    {
        try
        {
            var rows = new List<TokenRow>();
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { AllowMultipleValues = true });
            while (reader.Read())
            {
                using var value = JsonDocument.ParseValue(ref reader);
                foreach (var row in JsonRows.Of(value.RootElement))
                    rows.Add(row with { Number = rows.Count + 1 });
            }
            return rows;
        }
        catch (JsonException e)
        {
            // Its message can quote what follows, and tokens do.
            throw new InvalidDataException(
                $"It is not valid JSON: see line {e.LineNumber + 1}, after {e.BytePositionInLine} bytes.", e);
        }
    }
}
