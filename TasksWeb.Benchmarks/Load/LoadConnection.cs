using System.Net;
using System.Net.Sockets;

namespace TasksWeb.Benchmarks.Load;

/// <summary>
/// One keep-alive connection on a raw socket: the generator shares two cores with what it measures, so it must cost little.
/// </summary>
internal sealed class LoadConnection : IDisposable
{
    private const int MaxAnswer = 4 * 1024 * 1024;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _buffer = new byte[64 * 1024];

    private LoadConnection()
    {
    }

    /// <summary>How long each answer took, failures included.</summary>
    public List<int> Microseconds { get; } = [];

    /// <summary>Statuses from 400 on; 0 for a connection that broke.</summary>
    public List<int> Failures { get; } = [];

    public static async Task<LoadConnection> OpenAsync(IPEndPoint server)
    {
        var connection = new LoadConnection();
        try
        {
            await connection._socket.ConnectAsync(server);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Sends requests <paramref name="first"/>, first + step … below <paramref name="limit"/>, until <paramref name="end"/>.
    /// </summary>
    public async Task RunAsync(RequestBytes requests, int first, int step, int limit, long end)
    {
        var clock = TimeProvider.System;
        try
        {
            for (long index = first; index < limit; index += step)
            {
                var start = clock.GetTimestamp();
                if (start >= end)
                    return;
                await _socket.SendAsync(requests[(int)(index % int.MaxValue)]);
                var status = await ReceiveAsync();
                Microseconds.Add((int)clock.GetElapsedTime(start).TotalMicroseconds);
                if (status >= 400)
                    Failures.Add(status);
            }
        }
        catch (Exception e) when (e is SocketException or InvalidDataException)
        {
            Failures.Add(0);
        }
    }

    public void Dispose() => _socket.Dispose();

    private async ValueTask<int> ReceiveAsync()
    {
        var length = 0;
        while (true)
        {
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(length));
            if (received == 0)
                throw new InvalidDataException("The answer is cut off or larger than the buffer.");
            length += received;
            if (AnswerBytes.IsWhole(_buffer.AsSpan(0, length)))
                return AnswerBytes.StatusOf(_buffer);
            if (length == _buffer.Length && length < MaxAnswer)
                Array.Resize(ref _buffer, 2 * length);
        }
    }
}
