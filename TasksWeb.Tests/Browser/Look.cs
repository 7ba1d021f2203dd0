using Microsoft.Playwright;

namespace TasksWeb.Tests.Browser;

/// <summary>One way to look at a page.</summary>
/// <param name="Locale">What the browser asks for, for example <c>ja-JP</c>.</param>
public sealed record Look(string Locale, ColorScheme Scheme, bool IsPhone)
{
    private const int PhoneWidth = 390;
    private const int DeskWidth = 1280;

    /// <summary>
    /// How a window is opened and used: once at a desk and once on a phone, each in a language of its own. A page is looked at in
    /// this look and in <see cref="Others"/>, so that every language, scheme and device is paired with each other.
    /// </summary>
    public static TheoryData<string, bool> Openings => new() { { "en-US", false }, { "ja-JP", true } };

    public static Look Opening(string locale, bool isPhone) => new(locale, ColorScheme.Light, isPhone);

    public int Width => IsPhone ? PhoneWidth : DeskWidth;

    public int Height => IsPhone ? 844 : 800;

    public static int Scale => Screenshots.AreWanted ? 2 : 1;

    /// <summary>The opposite one in the same language; all when pictures are wanted.</summary>
    public IReadOnlyList<Look> Others => Screenshots.AreWanted
        ? [this with { Scheme = ColorScheme.Dark }, this with { IsPhone = !IsPhone }, Opposite]
        : [Opposite];

    private Look Opposite => this with { Scheme = ColorScheme.Dark, IsPhone = !IsPhone };

    public BrowserNewContextOptions ToOptions() => new()
    {
        Locale = Locale,
        ColorScheme = Scheme,
        IsMobile = IsPhone,
        HasTouch = IsPhone,
        ViewportSize = new() { Width = Width, Height = Height },
        DeviceScaleFactor = Scale,
    };

    /// <summary>For file names.</summary>
    public override string ToString() => $"{(IsPhone ? "phone" : "desk")}-{Scheme}-{Locale[..2]}".ToLowerInvariant();
}
