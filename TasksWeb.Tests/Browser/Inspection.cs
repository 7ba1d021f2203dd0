using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace TasksWeb.Tests.Browser;

/// <summary>
/// Looks at the states of a window in every look, without loading them again: they fit the screen, and axe objects to nothing.
/// </summary>
/// <param name="opening">How the window was opened.</param>
public sealed class Inspection(Look opening)
{
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    private readonly List<string> _objections = [];

    /// <summary>What is wrong, one line for each thing.</summary>
    public IReadOnlyList<string> Objections => _objections;

    /// <param name="whole">Whether the picture shows all of the page, or what fits the screen.</param>
    public async Task JudgeAsync(Window window, string state, bool whole = false)
    {
        await Assertions.Expect(window.Page.Locator("h1").First).ToBeVisibleAsync();
        await window.LoadedAsync();
        await Screenshots.TakeAsync(window.Page, $"{state}-{opening}", whole);
        await JudgeAsync(window, opening, state);
        foreach (var look in opening.Others)
        {
            await window.PutOnAsync(look);
            await JudgeAsync(window, look, state);
            await window.PutOnAsync(opening);
        }
    }

    private async Task JudgeAsync(Window window, Look look, string state)
    {
        if (!await window.Page.EvaluateAsync<bool>("() => 'axe' in window"))
            await window.Page.EvaluateAsync(Axe);
        // The size of targets (WCAG 2.2, 2.5.8) is a rule that axe leaves off unless it is asked for.
        var seen = await window.Page.EvaluateAsync<Seen>("""
            async () => {
              await new Promise(requestAnimationFrame);
              const axe = await window.axe.run({ rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'] });
              return {
                isDark: matchMedia('(prefers-color-scheme: dark)').matches,
                isTouched: matchMedia('(hover: none) and (pointer: coarse)').matches,
                screenWidth: document.documentElement.clientWidth,
                width: document.documentElement.scrollWidth,
                passes: axe.passes.map(rule => rule.id),
                violations: axe.violations.flatMap(rule => rule.nodes.map(node => `${rule.id} (${rule.help}) in ${node.html}`)),
              };
            }
            """);
        // It has looked at this page, and at it as the look has it.
        Assert.Superset(new HashSet<string> { "color-contrast", "target-size" }, seen.Passes.ToHashSet());
        Assert.Equal((look.Scheme == ColorScheme.Dark, look.IsPhone, look.Width), (seen.IsDark, seen.IsTouched, seen.ScreenWidth));
        if (seen.Width > look.Width)
            _objections.Add($"{state}-{look}: {seen.Width} pixels wide on a screen of {look.Width}");
        _objections.AddRange(seen.Violations.Select(violation => $"{state}-{look}: {violation}"));
    }

    private sealed record Seen
    {
        public required bool IsDark { get; init; }

        public required bool IsTouched { get; init; }

        public required int ScreenWidth { get; init; }

        public required int Width { get; init; }

        public required string[] Passes { get; init; }

        public required string[] Violations { get; init; }
    }
}
