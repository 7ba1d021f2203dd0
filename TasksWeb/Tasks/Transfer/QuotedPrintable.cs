using System.Globalization;
using System.Text;

namespace TasksWeb.Tasks.Transfer;

/// <summary>Text of vCalendar 1.0, which old telephones write: <c>=E4=BD=A0</c> (RFC 2045 §6.7).</summary>
internal static class QuotedPrintable
{
    public static string Decode(string value, string? charset)
    {
        if (value.EndsWith('='))
            value = value[..^1];
        var encoding = EncodingOf(charset);
        var octets = new List<byte>(value.Length);
        for (var at = 0; at < value.Length; at++)
        {
            if (value[at] == '=' && at + 2 < value.Length && byte.TryParse(
                value.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
            {
                octets.Add(octet);
                at += 2;
                continue;
            }
            var end = value.IndexOf('=', at + 1);
            var length = (end < 0 ? value.Length : end) - at;
            octets.AddRange(encoding.GetBytes(value, at, length));
            at += length - 1;
        }
        return encoding.GetString([.. octets]);
    }

    private static Encoding EncodingOf(string? charset) => charset switch
    {
        null or "" or "UTF-8" or "US-ASCII" => Encoding.UTF8,
        "ISO-8859-1" => Encoding.Latin1,
        _ => CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? Encoding.UTF8,
    };
}
