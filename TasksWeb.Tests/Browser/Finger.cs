using Microsoft.Playwright;

namespace TasksWeb.Tests.Browser;

/// <summary>A finger on a touch screen.</summary>
internal sealed class Finger(ICDPSession session) : IAsyncDisposable
{
    private double _x;
    private double _y;

    public Task DownAsync(double x, double y) => SendAsync("touchStart", x, y);

    public async Task MoveAsync(double x, double y)
    {
        for (var step = 1; step <= 6; step++)
            await SendAsync("touchMove", _x + ((x - _x) * step / 6), _y + ((y - _y) * step / 6));
    }

    public async Task UpAsync() =>
        await session.SendAsync(
            "Input.dispatchTouchEvent", new() { ["type"] = "touchEnd", ["touchPoints"] = Array.Empty<object>() });

    public async ValueTask DisposeAsync() => await session.DetachAsync();

    private async Task SendAsync(string type, double x, double y)
    {
        (_x, _y) = (x, y);
        await session.SendAsync(
            "Input.dispatchTouchEvent", new() { ["type"] = type, ["touchPoints"] = new[] { new { x, y } } });
    }
}
