using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace TasksWeb.Tokens.Transport;

/// <summary>
/// JSON of a provider, behind a byte order mark. What is not Unicode in it, bytes as well as escaped halves of surrogate pairs,
/// is U+FFFD afterwards: one odd name does not make the whole unreadable.
/// </summary>
internal static class ProviderJson
{
    private const int EscapeLength = 6;
    private const char Replacement = '\uFFFD';

    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonElement Parse(ReadOnlySpan<byte> json, JsonDocumentOptions options = default)
    {
        json = ByteOrderMark.Skip(json);
        if (!Utf8.IsValid(json))
            json = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json));
        return JsonElement.Parse(json.IndexOf(@"\u"u8) < 0 ? json : WithoutHalves(json), options);
    }

    /// <summary>The text is as the provider meant it: it identifies something.</summary>
    public static bool IsIntact(string text) => !text.Contains(Replacement, StringComparison.Ordinal);

    private static byte[] WithoutHalves(ReadOnlySpan<byte> json)
    {
        var repaired = json.ToArray();
        for (var at = 0; at < repaired.Length;)
        {
            var code = SurrogateAt(repaired, at);
            if (code is null)
            {
                at += repaired[at] == '\\' ? 2 : 1;
                continue;
            }
            var isPair = char.IsHighSurrogate(code.Value) && SurrogateAt(repaired, at + EscapeLength) is { } next
                && char.IsLowSurrogate(next);
            if (!isPair)
                "fffd"u8.CopyTo(repaired.AsSpan(at + 2));
            at += isPair ? 2 * EscapeLength : EscapeLength;
        }
        return repaired;
    }

    /// <summary>The half of a pair that is escaped there; null: something else is there.</summary>
    private static char? SurrogateAt(byte[] json, int at)
    {
        if (at + EscapeLength > json.Length || json[at] != '\\' || json[at + 1] != 'u')
            return null;
        return Utf8Parser.TryParse(json.AsSpan(at + 2, EscapeLength - 2), out ushort code, out var digits, 'x')
            && digits == EscapeLength - 2 && char.IsSurrogate((char)code)
                ? (char)code
                : null;
    }
}
