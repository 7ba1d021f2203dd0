using System.Text;
using System.Text.Json;
using TasksWeb.Foundation;
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

    private const int MaxColumns = 200;

    private static readonly char[] Separators = [',', ';', '\t'];

    /// <summary>The rows of a file.</summary>
    /// <exception cref="InvalidDataException">It is neither, or has no field that holds refresh tokens.</exception>
    public static IReadOnlyList<TokenRow> Read(byte[] file)
    {
        var bytes = Utf8Of(file);
        var rows = bytes.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..]
            ? ReadJson(bytes)
            : ReadCsv(Encoding.UTF8.GetString(bytes));
        return rows.Exists(row => row.RefreshToken is not null)
            ? rows
            : throw new InvalidDataException("It has no field refresh_token or provider_refresh_token.");
    }

    /// <summary>Excel saves "Unicode text" as UTF-16 with a byte order mark.</summary>
    private static ReadOnlySpan<byte> Utf8Of(byte[] file) => file switch
    {
        [0xFF, 0xFE, ..] => Encoding.Convert(Encoding.Unicode, Encoding.UTF8, file, 2, file.Length - 2),
        [0xFE, 0xFF, ..] => Encoding.Convert(Encoding.BigEndianUnicode, Encoding.UTF8, file, 2, file.Length - 2),
        _ => ByteOrderMark.Skip(file),
    };

    private static List<TokenRow> ReadCsv(string text)
    {
        var header = text.AsSpan()[..(text.IndexOfAny(['\r', '\n']) is var end and >= 0 ? end : text.Length)].ToString();
        var separator = Separators.MaxBy(sign => header.Count(letter => letter == sign));
        string[]? names = null;
        var rows = new List<TokenRow>();
        foreach (var row in new CsvRows(text, separator, MaxColumns).Read())
        {
            if (row.IsBlank)
                continue;
            if (names is null)
                names = [.. row.Cells.Select(TokenRow.Plain)];
            else
                rows.Add(TokenRow.From(row.Line, names.Zip(row.Cells)));
        }
        return rows;
    }

    private static List<TokenRow> ReadJson(ReadOnlySpan<byte> json)
    {
        try
        {
            var rows = new List<TokenRow>();
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { AllowMultipleValues = true });
            while (reader.Read())
            {
                using var value = JsonDocument.ParseValue(ref reader);
                foreach (var entry in EntriesOf(value.RootElement))
                    rows.Add(TokenRow.From(rows.Count + 1, JsonFields.Of(entry)));
            }
            return rows;
        }
        catch (JsonException e)
        {
            // Its message can quote what follows, and tokens do.
            throw new InvalidDataException(
                $"It is not valid JSON: see line {e.LineNumber + 1}, after {e.BytePositionInLine} bytes.", e);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidDataException("It is not valid JSON: it holds a text that is not Unicode.", e);
        }
    }

    /// <summary>An array, an object that holds one (<c>{"connections":[…]}</c>), or one entry.</summary>
    private static JsonElement[] EntriesOf(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
            return [.. value.EnumerateArray()];
        if (value.ValueKind != JsonValueKind.Object)
            return [];
        foreach (var member in value.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Array
                && member.Value.EnumerateArray().FirstOrDefault().ValueKind == JsonValueKind.Object)
                return [.. member.Value.EnumerateArray()];
        }
        return [value];
    }
}
