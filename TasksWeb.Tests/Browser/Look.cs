using Microsoft.Playwright;

namespace TasksWeb.Tests.Browser;

/// <summary>One way to look at a page.</summary>
/// <param name="Locale">What the browser asks for, for example <c>ja-JP</c>.</param>
public sealed record Look(string Locale, ColorScheme Scheme, bool IsPhone)
{
    private const int PhoneWidth = 390;
    private const int DeskWidth = 1280;

    public int Width => IsPhone ? PhoneWidth : DeskWidth;

    /// <summary>Four that pair every language, scheme and device with each other; all eight when pictures are wanted.</summary>
    public static TheoryData<string, ColorScheme, bool> All
    {
        get
        {
            var looks = new TheoryData<string, ColorScheme, bool>
            {
                { "en-US", ColorScheme.Light, false }, { "en-US", ColorScheme.Dark, true },
                { "ja-JP", ColorScheme.Light, true }, { "ja-JP", ColorScheme.Dark, false },
            };
            if (Screenshots.AreWanted)
            {
                looks.Add("en-US", ColorScheme.Light, true);
                looks.Add("en-US", ColorScheme.Dark, false);
                looks.Add("ja-JP", ColorScheme.Light, false);
                looks.Add("ja-JP", ColorScheme.Dark, true);
            }
            return looks;
        }
    }

    public BrowserNewContextOptions ToOptions() => new()
    {
        Locale = Locale,
        ColorScheme = Scheme,
        IsMobile = IsPhone,
        HasTouch = IsPhone,
        ViewportSize = new() { Width = Width, Height = IsPhone ? 844 : 800 },
        DeviceScaleFactor = Screenshots.AreWanted ? 2 : 1,
    };

    /// <summary>For file names.</summary>
    public override string ToString() => $"{(IsPhone ? "phone" : "desk")}-{Scheme}-{Locale[..2]}".ToLowerInvariant();
}
