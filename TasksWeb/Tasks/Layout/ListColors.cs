using System.Globalization;
using TasksWeb.Foundation;

namespace TasksWeb.Tasks.Layout;

/// <summary>
/// The colors that a person has chosen for lists, in a cookie: Google keeps none. It outlives the sign-out, so it names no list:
/// digests of their ids stand in it.
/// </summary>
public sealed class ListColors
{
    /// <summary>How many colors there are; each is a class <c>color-0</c> and so on.</summary>
    public const int Count = 12;

    private const int MaxLists = 100;
    private const int MaxLength = 3000;
    private const int KeyLength = 10;

    public static readonly ListColors None = new([]);

    private readonly Dictionary<string, int> _chosen;

    private ListColors(Dictionary<string, int> chosen) => _chosen = chosen;

    public static ListColors Of(HttpRequest request) =>
        request.Cookies[CookieName(request)] is { Length: > 0 and <= MaxLength } text
            ? new(text.Split('.').Chunk(2).Where(pair => pair.Length == 2 && IndexOf(pair[1]) is not null)
                .DistinctBy(pair => pair[0], StringComparer.Ordinal)
                .ToDictionary(pair => pair[0], pair => IndexOf(pair[1])!.Value, StringComparer.Ordinal))
            : None;

    /// <summary>The color of a list; null: nobody has chosen one.</summary>
    public int? Find(string list) => _chosen.Count > 0 && _chosen.TryGetValue(KeyOf(list), out var color) ? color : null;

    /// <summary>Remembers a color for a year. Of many lists, those chosen last keep theirs.</summary>
    /// <param name="color">Null: the color that its place gives it.</param>
    internal static void Choose(HttpContext context, string list, int? color)
    {
        var key = KeyOf(list);
        var others = Of(context.Request)._chosen.Where(pair => pair.Key != key);
        var all = others.Concat(color is { } chosen ? [KeyValuePair.Create(key, chosen)] : []).TakeLast(MaxLists);
        context.Response.Cookies.Append(
            CookieName(context.Request), string.Join('.', all.Select(pair => $"{pair.Key}.{pair.Value}")),
            SiteCookie.Options(context.Request, "/", TimeSpan.FromDays(365)));
    }

    internal static int? IndexOf(string? color) =>
        int.TryParse(color, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < Count ? index : null;

    private static string KeyOf(string list) => RandomSecret.Digest(list)[..KeyLength];

    private static string CookieName(HttpRequest request) => SiteCookie.HostName("list-colors", request.IsHttps);
}
