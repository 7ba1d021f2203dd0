using System.Net.Sockets;

namespace TasksWeb.Tests.App;

internal static class Listening
{
    /// <summary>Passes on every connection without waiting for its end, until the listener is disposed.</summary>
    public static async Task AcceptAsync(this TcpListener listener, Func<TcpClient, Task> serve)
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await listener.AcceptTcpClientAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
            _ = serve(client);
        }
    }
}
