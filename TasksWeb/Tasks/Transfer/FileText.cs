using System.Text;

namespace TasksWeb.Tasks.Transfer;

/// <summary>
/// Decodes the bytes of a file. Unicode with or without a byte order mark; Windows-1252 and Shift_JIS only where the bytes
/// leave no doubt. Other encodings are refused, not guessed.
/// </summary>
internal static class FileText
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding LittleEndian = new(bigEndian: false, byteOrderMark: false);
    private static readonly UnicodeEncoding BigEndian = new(bigEndian: true, byteOrderMark: false);
    private static readonly Encoding Windows = CodePage(1252);
    private static readonly Encoding ShiftJis = CodePage(932);

    /// <exception cref="TransferException"><c>NotUnicode</c> or <c>Workbook</c></exception>
    public static string Decode(ReadOnlySpan<byte> file, ImportNotices notices)
    {
        if (file.StartsWith("PK\x03\x04"u8))
            throw new TransferException("Workbook", line: null);
        var text = file switch
        {
            [0xFF, 0xFE, .. var rest] => Wide(LittleEndian, rest, notices),
            [0xFE, 0xFF, .. var rest] => Wide(BigEndian, rest, notices),
            _ => WideWithoutMark(file) is { } encoding ? Wide(encoding, file, notices) : Narrow(file, notices),
        };
        text = text.TrimStart('\uFEFF');
        if (!text.Contains('\0', StringComparison.Ordinal))
            return text;
        notices.Count("Nul");
        return text.Replace("\0", "", StringComparison.Ordinal);
    }

    /// <summary>A lone surrogate or half a character at the end hides nothing else.</summary>
    private static string Wide(UnicodeEncoding encoding, ReadOnlySpan<byte> file, ImportNotices notices)
    {
        var text = encoding.GetString(file);
        var torn = text.Count(c => c == '\uFFFD');
        // Of two bytes at random, every thirtieth is a surrogate.
        if (torn > 4 + text.Length / 100)
        {
            var before = text.AsSpan(0, text.IndexOf('\uFFFD', StringComparison.Ordinal));
            throw new TransferException("NotUnicode", before.Count('\n') + 1);
        }
        if (torn > 0)
            notices.Count("Torn", torn);
        // A line end of one byte that another program has added is no line.
        return file.Length % 2 != 0 && text is [.., '\r' or '\n', '\uFFFD'] ? text[..^1] : text;
    }

    private static string Narrow(ReadOnlySpan<byte> file, ImportNotices notices)
    {
        try
        {
            return Utf8.GetString(file);
        }
        catch (DecoderFallbackException e)
        {
            var unfolded = Unfold(file);
            var text = Encoding.UTF8.GetString(unfolded);
            var torn = text.Count(c => c == '\uFFFD');
            if (torn > 0 && text.Count(char.IsAscii) + 4 * torn > text.Length)
            {
                var encoding = Legacy(file) ?? throw NotUnicode(file, e);
                text = encoding.GetString(file);
                notices.Found("Encoding", encoding.WebName);
            }
            else if (torn > 0)
            {
                notices.Count("Torn", torn);
            }
            return text;
        }
    }

    /// <summary>Joins lines of iCalendar that are folded inside a character (RFC 5545 §3.1 folds octets).</summary>
    private static byte[] Unfold(ReadOnlySpan<byte> file)
    {
        var (joined, length) = (new byte[file.Length], 0);
        for (var at = 0; at < file.Length; at++)
        {
            var fold = file[at..] switch
            {
                [(byte)'\r', (byte)'\n', (byte)' ' or (byte)'\t', >= 0x80 and < 0xC0, ..] => 3,
                [(byte)'\n', (byte)' ' or (byte)'\t', >= 0x80 and < 0xC0, ..] => 2,
                _ => 0,
            };
            at += fold;
            joined[length++] = file[at];
        }
        return joined[..length];
    }

    /// <summary>UTF-16 is recognized by the zero bytes beside its spaces, commas and line ends.</summary>
    private static UnicodeEncoding? WideWithoutMark(ReadOnlySpan<byte> file)
    {
        if (!file.Contains((byte)0))
            return null;
        var (little, big, all) = (0, 0, 0);
        for (var at = 0; at < file.Length; at++)
        {
            if (file[at] is not ((byte)' ' or (byte)',' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
                continue;
            all++;
            if ((at ^ 1) < file.Length && file[at ^ 1] == 0)
                _ = at % 2 == 0 ? little++ : big++;
        }
        return 2 * little > all ? LittleEndian : 2 * big > all ? BigEndian : null;
    }

    private static Encoding? Legacy(ReadOnlySpan<byte> file) =>
        IsWestern(file) ? Windows : IsJapanese(file) ? ShiftJis : null;

    /// <summary>Letters of Windows-1252, at most three in a row, and its usual punctuation.</summary>
    private static bool IsWestern(ReadOnlySpan<byte> file)
    {
        var letters = 0;
        foreach (var octet in file)
        {
            letters = octet >= 0xC0 ? letters + 1 : 0;
            if (letters > 3 || octet is > 0x7F and < 0xC0 and not (0x80 or 0x85 or (>= 0x91 and <= 0x97) or 0xA0 or 0xA3 or 0xA7
                or 0xAA or 0xAB or 0xB0 or 0xB2 or 0xB3 or 0xB7 or 0xBA or 0xBB or 0xBF))
                return false;
        }
        return true;
    }

    /// <summary>Mostly kana and kanji of Shift_JIS; half-width kana alone are what other encodings look like.</summary>
    private static bool IsJapanese(ReadOnlySpan<byte> file)
    {
        try
        {
            var text = ShiftJis.GetString(file);
            var halfWidth = text.Count(c => c is >= '\uFF61' and <= '\uFF9F');
            var wide = text.Count(c => c is >= '\u3000' and < '\uFF61' and not (>= '\uE000' and <= '\uF8FF'));
            return wide > halfWidth && !text.Any(c => c is >= '\uE000' and <= '\uF8FF');
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static TransferException NotUnicode(ReadOnlySpan<byte> file, DecoderFallbackException e) =>
        new("NotUnicode", file[..Math.Clamp(e.Index, 0, file.Length)].Count((byte)'\n') + 1);

    private static Encoding CodePage(int number) => CodePagesEncodingProvider.Instance.GetEncoding(
        number, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;
}
