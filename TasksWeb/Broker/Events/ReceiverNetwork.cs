using System.Net;
using System.Net.Sockets;

namespace TasksWeb.Broker.Events;

/// <summary>
/// Which addresses events may be sent to: public ones, and the private ones that the operator has allowed. The address is checked
/// at connect time, so that DNS cannot lead elsewhere.
/// </summary>
internal sealed class ReceiverNetwork(IEnumerable<string> allowed)
{
    /// <summary>The special-purpose networks (RFC 6890 and the IANA registry), multicast and reserved ones.</summary>
    private static readonly IPNetwork[] NotPublic =
    [
        .. ((string[])
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
            "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/3", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        ]).Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork PublicV6 = IPNetwork.Parse("2000::/3");

    private readonly IPNetwork[] _allowed = [.. allowed.Select(IPNetwork.Parse)];

    public bool Allows(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Array.Exists(_allowed, network => network.Contains(plain))
            || ((plain.AddressFamily == AddressFamily.InterNetwork || PublicV6.Contains(plain))
                && !Array.Exists(NotPublic, network => network.Contains(plain)));
    }

    /// <exception cref="AddressRefusedException">None of the receiver's addresses is allowed.</exception>
    /// <exception cref="SocketException">The name is unknown, or nobody listens.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        IPAddress[] usable = [.. addresses.Where(Allows)];
        if (usable.Length == 0)
            throw new AddressRefusedException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(usable, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>The receiver's address is a private one that the operator has not allowed.</summary>
internal sealed class AddressRefusedException() : IOException("The address is private and not among the AllowedNetworks.");
