using System.Text;

namespace TasksWeb.Tasks.Transfer;

/// <summary>
/// A kind of file that tasks travel in. What is written is read back the same, whatever the titles and notes say.
/// </summary>
public abstract class TransferFormat
{
    public static IReadOnlyList<TransferFormat> All { get; } =
        [new JsonFormat(), new CsvFormat(), new CalendarFormat(), new MarkdownFormat()];

    /// <summary>The extension without its dot; also the format's name in addresses.</summary>
    public abstract string Name { get; }

    public abstract string ContentType { get; }

    /// <param name="now">When the file is made.</param>
    public abstract void Write(Stream file, IReadOnlyList<PortableList> lists, DateTimeOffset now);

    /// <exception cref="TransferException">The file is not one of these; says which line.</exception>
    public abstract IReadOnlyList<PortableList> Read(string text);

    /// <param name="file">UTF-8, or UTF-16 with its mark; anything else is refused rather than guessed.</param>
    /// <exception cref="TransferException">It is no text.</exception>
    public static string Decode(ReadOnlySpan<byte> file)
    {
        try
        {
            return file switch
            {
                [0xEF, 0xBB, 0xBF, .. var rest] => Strict.GetString(rest),
                [0xFF, 0xFE, .. var rest] => StrictUtf16.GetString(rest),
                _ => Strict.GetString(file),
            };
        }
        catch (DecoderFallbackException e)
        {
            var good = file[..Math.Clamp(e.Index, 0, file.Length)];
            throw new TransferException("NotUnicode", good.Count((byte)'\n') + 1);
        }
    }

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding StrictUtf16 = new(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);
}

/// <summary>A file that cannot be read.</summary>
/// <param name="reason">The name of a text under <c>Transfer.Error</c>.</param>
/// <param name="line">Counted from 1; null if the fault has no one line.</param>
/// <param name="found">What stands there instead.</param>
public sealed class TransferException(string reason, int? line, string found = "") : Exception(reason)
{
    public string Reason { get; } = reason;
    public int? Line { get; } = line;
    public string Found { get; } = found;
}
