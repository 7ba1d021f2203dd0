using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace TasksWeb.Tests.App;

/// <summary>
/// A connection that sends raw requests one after the other, and reconnects when the server has closed it.
/// </summary>
internal sealed class RawConnection(Uri app) : IDisposable
{
    private readonly byte[] _buffer = new byte[1024 * 1024];
    private TcpClient? _client;

    /// <returns>The answer's status; null: the server closed without one.</returns>
    public async Task<int?> SendAsync(byte[] request)
    {
        _client ??= await ConnectAsync();
        try
        {
            await _client.GetStream().WriteAsync(request);
            return await ReceiveAsync(_client.GetStream());
        }
        catch (IOException)
        {
            Close();
            return null;
        }
    }

    public void Dispose() => Close();

    private async Task<int?> ReceiveAsync(NetworkStream stream)
    {
        var length = 0;
        while (true)
        {
            var received = await stream.ReadAsync(_buffer.AsMemory(length));
            length += received;
            var answer = Encoding.Latin1.GetString(_buffer, 0, length);
            if (received > 0 && !IsWhole(answer))
                continue;
            if (received == 0 || answer.Contains("\r\nConnection: close", StringComparison.OrdinalIgnoreCase))
                Close();
            return length == 0 ? null : int.Parse(answer.AsSpan(9, 3), CultureInfo.InvariantCulture);
        }
    }

    /// <summary>As much of RFC 9112 §6 as Kestrel needs.</summary>
    private static bool IsWhole(string answer)
    {
        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            return false;
        var (head, body) = (answer[..(end + 2)], answer[(end + 4)..]);
        if (head.Contains("\r\nTransfer-Encoding: chunked\r\n", StringComparison.OrdinalIgnoreCase))
            return body.EndsWith("0\r\n\r\n", StringComparison.Ordinal);
        const string Name = "\r\nContent-Length: ";
        var at = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        return at < 0
            || body.Length >= int.Parse(
                head.AsSpan(at + Name.Length, head.IndexOf('\r', at + 2) - at - Name.Length), CultureInfo.InvariantCulture);
    }

    private void Close()
    {
        _client?.Dispose();
        _client = null;
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(app.Host, app.Port);
        return client;
    }
}
