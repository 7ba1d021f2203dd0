using System.Globalization;
using System.Net;
using System.Text;

namespace TasksWeb.Benchmarks;

/// <summary>A curve as SVG: a logarithmic axis from left to right, a linear one from 0 upwards.</summary>
internal static class LineChart
{
    private const int Width = 480;
    private const int Height = 240;
    private const int Left = 64;
    private const int Right = 24;
    private const int Top = 40;
    private const int Bottom = 40;

    /// <param name="points">In the order of their <c>X</c>, which are above 0.</param>
    public static string Draw(string title, string unit, IReadOnlyList<(double X, double Y)> points)
    {
        var most = Math.Max(points.Max(point => point.Y), double.Epsilon) * 1.1;
        var (first, last) = (Math.Log10(points[0].X), Math.Log10(points[^1].X));
        var svg = new StringBuilder();
        Add($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" role="img" font-family="sans-serif">""");
        Add($"""<title>{WebUtility.HtmlEncode(title)}</title><rect width="{Width}" height="{Height}" fill="#fff"/>""");
        Add($"""<text x="{Left}" y="24" font-size="14" fill="#1f2328">{WebUtility.HtmlEncode(title)}</text>""");
        foreach (var part in new[] { 0, 0.5, 1 })
        {
            var y = Y(most * part);
            Add($"""<path d="M{Left} {y:0.0}H{Width - Right}" stroke="#d1d9e0"/>""");
            Add($"""<text x="{Left - 8}" y="{y + 4:0.0}" font-size="11" text-anchor="end" fill="#59636e">{Short(most * part)} {unit}</text>""");
        }
        foreach (var (x, _) in points)
            Add($"""<text x="{X(x):0.0}" y="{Height - 16}" font-size="11" text-anchor="middle" fill="#59636e">{x:N0}</text>""");
        var line = string.Join(' ', points.Select(point => Text($"{X(point.X):0.0},{Y(point.Y):0.0}")));
        Add($"""<polyline points="{line}" fill="none" stroke="#0b66c3" stroke-width="2"/>""");
        foreach (var (x, y) in points)
            Add($"""<circle cx="{X(x):0.0}" cy="{Y(y):0.0}" r="3.5" fill="#0b66c3"><title>{Short(y)} {unit}</title></circle>""");
        Add($"</svg>");
        return svg.ToString();

        void Add(FormattableString part) => svg.AppendLine(part.ToString(CultureInfo.InvariantCulture));

        double X(double value) => last > first
            ? Left + 24 + ((Math.Log10(value) - first) / (last - first) * (Width - Left - Right - 48))
            : Width / 2.0;

        double Y(double value) => Height - Bottom - (value / most * (Height - Top - Bottom));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Short(double value) => Report.Number(value, value >= 10 ? "N0" : value >= 1 ? "0.0" : "0.00");
}
