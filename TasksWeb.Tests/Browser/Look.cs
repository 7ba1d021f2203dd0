using Microsoft.Playwright;

namespace TasksWeb.Tests.Browser;

/// <summary>One way to look at a page.</summary>
/// <param name="Locale">What the browser asks for, for example <c>ja-JP</c>.</param>
public sealed record Look(string Locale, ColorScheme Scheme, bool IsPhone)
{
    private const int PhoneWidth = 390;
    private const int DeskWidth = 1280;

    /// <summary>
    /// How windows are opened and used: once at a desk and once on a phone, each in a language of its own. What they show is looked at
    /// in <see cref="Others"/> too, so that every language, scheme and device is paired with each other. All eight when pictures are
    /// wanted: a picture shows a window as it was opened.
    /// </summary>
    public static TheoryData<string, ColorScheme, bool> Openings
    {
        get
        {
            var looks = new TheoryData<string, ColorScheme, bool>
            {
                { "en-US", ColorScheme.Light, false }, { "ja-JP", ColorScheme.Light, true },
            };
            if (Screenshots.AreWanted)
            {
                looks.Add("en-US", ColorScheme.Dark, true);
                looks.Add("ja-JP", ColorScheme.Dark, false);
                looks.Add("en-US", ColorScheme.Light, true);
                looks.Add("en-US", ColorScheme.Dark, false);
                looks.Add("ja-JP", ColorScheme.Light, false);
                looks.Add("ja-JP", ColorScheme.Dark, true);
            }
            return looks;
        }
    }

    public int Width => IsPhone ? PhoneWidth : DeskWidth;

    public int Height => IsPhone ? 844 : 800;

    public static int Scale => Screenshots.AreWanted ? 2 : 1;

    /// <summary>What a window opened in this look is put into besides: the opposite of it in the same language.</summary>
    public IReadOnlyList<Look> Others => Screenshots.AreWanted ? [] : [new(Locale, ColorScheme.Dark, !IsPhone)];

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
