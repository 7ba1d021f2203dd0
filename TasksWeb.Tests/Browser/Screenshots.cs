using Microsoft.Playwright;

namespace TasksWeb.Tests.Browser;

/// <summary>
/// Pictures of pages for people to look at, in the folder that <c>TASKSWEB_SCREENSHOTS</c> names. Without it, nothing happens.
/// </summary>
internal static class Screenshots
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("TASKSWEB_SCREENSHOTS");

    public static bool AreWanted => !string.IsNullOrEmpty(Folder);

    public static async Task TakeAsync(IPage page, string name, bool whole = false)
    {
        if (AreWanted)
            await page.ScreenshotAsync(new() { Path = Path.Combine(Folder!, $"{name}.png"), FullPage = whole });
    }
}
