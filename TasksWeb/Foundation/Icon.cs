using Microsoft.AspNetCore.Html;

namespace TasksWeb.Foundation;

/// <summary>Icons of the sprite <c>icons.svg</c>, which screen readers skip.</summary>
public static class Icon
{
    private static readonly string Sprite = Assets.AddressOf("icons.svg");

    public static IHtmlContent Of(string name) =>
        new HtmlString($"<svg class=\"icon\" aria-hidden=\"true\"><use href=\"{Sprite}#{name}\"/></svg>");
}
