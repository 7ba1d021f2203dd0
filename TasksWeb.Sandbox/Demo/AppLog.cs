using System.Text.RegularExpressions;

namespace TasksWeb.Sandbox.Demo;

/// <summary>
/// Lets the app's warnings and errors through, with the lines that belong to them. Holds them back until the app is ready: if it
/// never is, everything it wrote is shown at once.
/// </summary>
internal sealed partial class AppLog(TextWriter console)
{
    private readonly Lock _gate = new();
    private readonly List<string> _held = [];
    private bool _isOpen;
    private bool _letsThrough;

    public void Add(string line)
    {
        lock (_gate)
        {
            if (Level().Match(line) is { Success: true } level)
            {
                _letsThrough = level.Groups["loud"].Success;
            }

            if (!_letsThrough)
            {
                return;
            }

            if (_isOpen)
            {
                console.WriteLine(line);
            }
            else
            {
                _held.Add(line);
            }
        }
    }

    public void Open()
    {
        lock (_gate)
        {
            _isOpen = true;
            _held.ForEach(console.WriteLine);
            _held.Clear();
        }
    }

    /// <summary>
    /// The level as Serilog or Microsoft's console logger writes it near the start of a line; no level continues an entry.
    /// </summary>
    [GeneratedRegex(@"^.{0,40}?\b(?:(?<loud>WRN|ERR|FTL|warn:|fail:|crit:|Unhandled exception)|VRB|DBG|INF|trce:|dbug:|info:)",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Level();
}
