using System.Text;

namespace TasksWeb.Tasks.Transfer;

/// <summary>A file format for tasks. Whatever titles and notes hold, what is written is read back the same.</summary>
public abstract class TransferFormat
{
    public static IReadOnlyList<TransferFormat> All { get; } =
        [new JsonFormat(), new CsvFormat(), new CalendarFormat(), new MarkdownFormat()];

    /// <summary>The extension without its dot, and the name in addresses.</summary>
    public abstract string Name { get; }

    public abstract string ContentType { get; }

    public abstract void Write(Stream file, IReadOnlyList<PortableList> lists, DateTimeOffset now);

    /// <exception cref="TransferException">The text is not of this format.</exception>
    public abstract IReadOnlyList<PortableList> Read(string text);

    /// <summary>UTF-8, or little-endian UTF-16 with a byte order mark; other encodings are refused, not guessed.</summary>
    /// <exception cref="TransferException"><c>NotUnicode</c></exception>
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
            var valid = file[..Math.Clamp(e.Index, 0, file.Length)];
            throw new TransferException("NotUnicode", valid.Count((byte)'\n') + 1);
        }
    }

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding StrictUtf16 = new(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);
}

/// <summary>A file that cannot be read.</summary>
/// <param name="reason">The key of a message under <c>Transfer.Error</c>.</param>
/// <param name="line">Counted from 1; null if the error is not in one line.</param>
/// <param name="found">What the file has there.</param>
public sealed class TransferException(string reason, int? line, string found = "") : Exception(reason)
{
    public string Reason { get; } = reason;
    public int? Line { get; } = line;
    public string Found { get; } = found;
}
