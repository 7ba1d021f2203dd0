using System.Net.Sockets;
using System.Text;

namespace TasksWeb.Tests.App;

/// <summary>A raw request, for what HttpClient would normalize or refuse to send.</summary>
public static class RawRequest
{
    public static Task<string> GetAsync(Uri app, string target, params string[] headers) => SendAsync(
        app, $"GET {target} HTTP/1.1\r\nHost: {app.Authority}\r\nConnection: close\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n");

    /// <returns>The answer with its head, until the server closes.</returns>
    public static async Task<string> SendAsync(Uri app, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(app.Host, app.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }
}
