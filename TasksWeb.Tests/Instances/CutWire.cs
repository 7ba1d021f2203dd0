using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Instances;

/// <summary>A wire to a server that can be cut for whoever is connected through it, and mended.</summary>
internal sealed class CutWire : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> _open = [];
    private readonly int _port;
    private volatile bool _cut;

    public CutWire(int port)
    {
        _port = port;
        _listener.Start();
        _ = _listener.AcceptAsync(CarryAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Cut()
    {
        _cut = true;
        while (_open.TryTake(out var end))
            end.Dispose();
    }

    public void Mend() => _cut = false;

    public void Dispose()
    {
        _listener.Dispose();
        Cut();
    }

    private async Task CarryAsync(TcpClient near)
    {
        using var far = new TcpClient();
        using (near)
        {
            _open.Add(near);
            _open.Add(far);
            if (_cut)
                return;
            try
            {
                await far.ConnectAsync(IPAddress.Loopback, _port);
                await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream()), far.GetStream().CopyToAsync(near.GetStream()));
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // It was cut.
            }
        }
    }
}
