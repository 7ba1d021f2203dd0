using System.Net;
using System.Net.Sockets;

namespace TasksWeb.Sandbox.Processes;

/// <summary>
/// Finds ports that are free on both loopback addresses, because <c>localhost</c> binds both. They lie below those that systems hand to
/// outgoing connections and to whoever listens on port 0, so that none of these takes one before it is bound, or between a stop and a start.
/// </summary>
public static class Ports
{
    private const int First = 20_000;
    private const int End = 32_768;

    // Processes that look at the same time begin at different ones; this one gives none out twice before all had their turn.
    private static int _last = Random.Shared.Next(First, End);

    /// <summary>The wanted port if it is free, else any.</summary>
    public static int Prefer(int wanted) => IsFree(wanted) ? wanted : TakeFree();

    public static int TakeFree()
    {
        for (var attempt = First; attempt < End; attempt++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _last) % (End - First));
            if (IsFree(port))
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
