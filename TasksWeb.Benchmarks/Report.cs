using System.Globalization;

namespace TasksWeb.Benchmarks;

/// <summary>Markdown, ready for the README.</summary>
/// <param name="charts">The folder that charts are written to; null: they are left out.</param>
internal sealed class Report(TextWriter output, string? charts = null)
{
    public void Table(string title, string[] columns, IEnumerable<string[]> rows, params string[] notes)
    {
        output.WriteLine($"### {title}");
        output.WriteLine();
        output.WriteLine(Row(columns));
        output.WriteLine(Row(columns.Select((_, index) => index == 0 ? "---" : "---:")));
        foreach (var row in rows)
            output.WriteLine(Row(row));
        output.WriteLine();
        foreach (var note in notes)
            output.WriteLine($"{note}{Environment.NewLine}");
        output.Flush();
    }

    public void Chart(string name, string title, string unit, IReadOnlyList<(double X, double Y)> points)
    {
        if (charts is not null)
            File.WriteAllText(Path.Combine(charts, name + ".svg"), LineChart.Draw(title, unit, points));
    }

    public static string Number(double value, string format = "N0") => value.ToString(format, CultureInfo.InvariantCulture);

    public static string Megabytes(long bytes) => Number(bytes / 1_000_000.0) + " MB";

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
