using System.IO.Pipelines;

namespace TasksWeb.Tasks.Transfer;

/// <summary>A file format for tasks. Whatever titles and notes contain, it is read back unchanged.</summary>
public abstract class TransferFormat
{
    private const int PieceLength = 16 * 1024;

    private static readonly CalendarFormat Calendar = new();
    private static readonly CsvFormat Csv = new();
    private static readonly JsonFormat Json = new();
    private static readonly MarkdownFormat Markdown = new();

    public static IReadOnlyList<TransferFormat> All { get; } = [Json, Csv, Calendar, Markdown];

    /// <summary>The extension without its dot, and the name in addresses.</summary>
    public abstract string Name { get; }

    public abstract string ContentType { get; }

    /// <summary>Writes lists while they are read; what is written is never whole in memory.</summary>
    public abstract Task WriteAsync(
        PipeWriter file, IReadOnlyList<ExportedList> lists, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Passes on what has been written, when it is enough to be worth it.</summary>
    protected static async ValueTask PassOnAsync(PipeWriter file, CancellationToken cancellationToken)
    {
        if (file.UnflushedBytes >= PieceLength)
            await file.FlushAsync(cancellationToken);
    }

    /// <summary>Adds the tasks of a text. A value that cannot be read is left out with a notice.</summary>
    /// <exception cref="TransferException">The text is not of this format.</exception>
    internal abstract void Read(string text, ImportReading reading);

    public static TransferFormat? Named(string? name) =>
        All.FirstOrDefault(format => string.Equals(format.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The format of a file by its content, and by its extension where the content can be several.</summary>
    public static TransferFormat Detect(string fileName, string text)
    {
        if (CalendarFormat.IsCalendar(text))
            return Calendar;
        if (JsonFormat.IsJson(text))
            return Json;
        return Path.GetExtension(fileName).ToUpperInvariant() switch
        {
            ".JSON" => Json,
            ".CSV" or ".TSV" or ".TAB" => Csv,
            ".ICS" or ".ICAL" or ".ICALENDAR" or ".IFB" => Calendar,
            ".MD" or ".MARKDOWN" or ".MDOWN" or ".MKD" => Markdown,
            _ => CsvFormat.IsTable(text) ? Csv : Markdown,
        };
    }
}

/// <summary>A file that cannot be read.</summary>
/// <param name="reason">The key of a message under <c>Transfer.Error</c>.</param>
/// <param name="line">Counted from 1; null if the error is not in one line.</param>
/// <param name="found">What the file has there, or the limit that it exceeds.</param>
public sealed class TransferException(string reason, int? line, string found = "") : Exception(reason)
{
    public string Reason { get; } = reason;
    public int? Line { get; } = line;
    public string Found { get; } = found;
}
