using System.Net;
using System.Net.Sockets;

namespace TasksWeb.Sandbox.Processes;

/// <summary>Finds ports that are free on both loopback addresses, because <c>localhost</c> binds both.</summary>
internal static class Ports
{
    private const int Attempts = 20;

    /// <summary>The wanted port if it is free, else any.</summary>
    public static int Prefer(int wanted) => IsFree(wanted) ? wanted : TakeFree();

    public static int TakeFree()
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            if (CanBind(IPAddress.IPv6Loopback, port))
            {
                return port;
            }
        }

        throw new InvalidOperationException("No free port was found.");
    }

    private static bool IsFree(int port) => CanBind(IPAddress.Loopback, port) && CanBind(IPAddress.IPv6Loopback, port);

    private static bool CanBind(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException failed)
        {
            // A machine without IPv6 has nothing there that could be taken.
            return failed.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported;
        }
    }
}
