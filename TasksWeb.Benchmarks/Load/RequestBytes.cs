using System.Text;

namespace TasksWeb.Benchmarks.Load;

/// <summary>The plan's requests as they go over the wire; made once where one header serves all.</summary>
internal sealed class RequestBytes
{
    private readonly string _head;
    private readonly string[] _headers;
    private readonly byte[]? _only;

    public RequestBytes(LoadPlan plan)
    {
        _head = $"GET {plan.Target.PathAndQuery} HTTP/1.1\r\nHost: {plan.Target.Authority}\r\nAccept: application/json\r\n";
        _headers = plan.Headers;
        _only = _headers.Length switch
        {
            0 => Encoding.ASCII.GetBytes($"{_head}\r\n"),
            1 => Make(_headers[0]),
            _ => null,
        };
    }

    public byte[] this[int index] => _only ?? Make(_headers[index % _headers.Length]);

    private byte[] Make(string header) => Encoding.ASCII.GetBytes($"{_head}{header}\r\n\r\n");
}
