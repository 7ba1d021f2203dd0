using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace TasksWeb.Sandbox.Pages;

/// <summary>
/// Finished markup. <see cref="Of"/> encodes whatever is put in its holes, so text cannot become markup by mistake.
/// </summary>
internal readonly record struct Html(string Markup)
{
    public static readonly Html None = new("");

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static Html Of(Template template) => new(template.Finish());

    public static Html Each<T>(IEnumerable<T> items, Func<T, Html> show) =>
        new(string.Concat(items.Select(item => show(item).Markup)));

    public override string ToString() => Markup;

    /// <summary>Text in holes is encoded; <see cref="Html"/> in holes stays as it is.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Template(int literalLength, int holes)
    {
        private readonly StringBuilder _markup = new(literalLength + (holes * 32));

        public void AppendLiteral(string literal) => _markup.Append(literal);

        public void AppendFormatted(string? text) => _markup.Append(Encoder.Encode(text ?? ""));

        public void AppendFormatted(long number) => _markup.Append(number.ToString(CultureInfo.InvariantCulture));

        public void AppendFormatted(Html markup) => _markup.Append(markup.Markup);

        internal string Finish() => _markup.ToString();
    }
}
