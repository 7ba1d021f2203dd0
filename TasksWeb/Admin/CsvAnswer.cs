using System.Globalization;
using TasksWeb.Tasks.Transfer;

namespace TasksWeb.Admin;

/// <summary>A table for spreadsheets (RFC 4180), written row by row as it is read.</summary>
internal static class CsvAnswer
{
    public static async Task WriteAsync(HttpResponse response, string name, string[] header, IAsyncEnumerable<string?[]> rows)
    {
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        await using var writer = new StreamWriter(response.Body, leaveOpen: true);
        await writer.WriteAsync(Row(header));
        await foreach (var row in rows.WithCancellation(response.HttpContext.RequestAborted))
            await writer.WriteAsync(Row(row));
    }

    public static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Row(string?[] cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    private static string Cell(string? text) =>
        $"\"{FormulaGuard.Add(text ?? "").Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
