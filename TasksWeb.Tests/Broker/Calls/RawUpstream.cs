using System.Net;
using System.Net.Sockets;
using System.Text;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Broker.Calls;

/// <summary>A provider's API that sends bytes which no HTTP library would send.</summary>
internal sealed class RawUpstream : IDisposable
{
    /// <summary>Stands in an answer for the access token that was received.</summary>
    public const string Token = "{token}";

    private const string Credentials = "Authorization: Bearer ";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public RawUpstream()
    {
        _listener.Start();
        _ = _listener.AcceptAsync(AnswerAsync);
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}/");

    /// <summary>Head and body, sent once a connection.</summary>
    public string Answer { get; set; } = "";

    public void Dispose() => _listener.Dispose();

    private async Task AnswerAsync(TcpClient client)
    {
        using var _ = client;
        var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        var token = "";
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            if (line.StartsWith(Credentials, StringComparison.Ordinal))
                token = line[Credentials.Length..];
        }
        await stream.WriteAsync(Encoding.Latin1.GetBytes(Answer.Replace(Token, token, StringComparison.Ordinal)));
    }
}
