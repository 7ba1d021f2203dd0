using System.Text;

namespace TasksWeb.Benchmarks.Load;

/// <summary>The plan's requests as they go over the wire; made once where one cookie serves all.</summary>
internal sealed class RequestBytes
{
    private readonly string _head;
    private readonly string[] _cookies;
    private readonly byte[]? _only;

    public RequestBytes(LoadPlan plan)
    {
        _head = $"GET {plan.Target.PathAndQuery} HTTP/1.1\r\nHost: {plan.Target.Authority}\r\nAccept: application/json\r\n";
        _cookies = plan.Cookies;
        _only = _cookies.Length switch
        {
            0 => Encoding.ASCII.GetBytes($"{_head}\r\n"),
            1 => Make(_cookies[0]),
            _ => null,
        };
    }

    public byte[] this[int index] => _only ?? Make(_cookies[index % _cookies.Length]);

    private byte[] Make(string cookie) => Encoding.ASCII.GetBytes($"{_head}Cookie: {cookie}\r\n\r\n");
}
