using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace TasksWeb.Tests.Hosting;

/// <summary>Requests for an entrance with something wrong in most of their parts; the same ones for the same seed.</summary>
/// <param name="routes">Methods and route patterns.</param>
/// <param name="credentials">Headers that get further in; every other request carries one.</param>
internal sealed partial class MalformedInputs(
    int seed, string host, (string Method, string Pattern)[] routes, string[] credentials)
{
    private static readonly string[] Texts =
    [
        "", ".", "..", "%2e%2e%2f", "%00", "%0d%0aX:%201", "%c0%af", "%ff%fe", "%", "%zz", "%u0041", "@default", "@me", "{list}",
        "%7B0%7D", "<script>",
        "'%20OR%201=1--", "%F0%9F%98%80", "%ED%A0%80", "%E2%80%AE", "-1", "0", "99999999999999999999", "1e999", "NaN", "null",
        "true", "[]", "//evil.example",
        "https:%2F%2Fevil.example", "\\\\evil", "javascript:alert(1)", "2026-02-30", "0000-00-00T00:00:00Z", "google_tasks",
        "fitbit", "a:b:c", "~", "*",
    ];

    private static readonly string[] Names =
    [
        "returnUrl", "code", "state", "error", "scope", "list", "task", "title", "notes", "due", "status", "parent", "previous",
        "pageSize", "maxResults",
        "date", "period", "dueMin", "showHidden", "minimumLifetime", "culture", "q", "view", "sort", "from",
        "destinationTasklist", "redirectUri",
        "codeVerifier", "__RequestVerificationToken", "a[]", "%00", "",
    ];

    private static readonly string[] Types =
    [
        "application/json", "application/json; charset=utf-7", "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x", "multipart/form-data",
        "text/plain", "application/problem+json", "a/b/c", ";", "application/xml",
    ];

    private readonly Random _random = new(seed);

    public byte[] Next()
    {
        var (method, pattern) = routes[_random.Next(routes.Length)];
        var target = Parameter().Replace(pattern, _ => Text());
        for (var i = _random.Next(4); i > 0; i--)
            target += $"{(target.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{Pick(Names)}={Text()}";
        var head = new StringBuilder(Rarely() ? Text() : method).Append(' ').Append(target)
            .Append(Rarely() ? " HTTP/9.9\r\n" : " HTTP/1.1\r\n")
            .Append("Host: ").Append(Rarely() ? Text() : host).Append("\r\n");
        if (credentials.Length > 0 && _random.Next(2) == 0)
            head.Append(Pick(credentials)).Append("\r\n");
        for (var i = _random.Next(3); i > 0; i--)
            head.Append(Header()).Append("\r\n");
        var body = method is "GET" or "DELETE" ? [] : Body();
        if (method is not ("GET" or "DELETE") || body.Length > 0)
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: {Pick(Types)}\r\nContent-Length: {body.Length}\r\n");
        return [.. Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), .. body];
    }

    private string Header() => _random.Next(9) switch
    {
        0 => $"Cookie: tasksweb={Text()}; tasksweb-csrf={Text()}; .AspNetCore.Culture={Text()}; tasksweb-sign-in.x={Text()}",
        1 => $"Authorization: {Pick(["Bearer", "Basic", "", "Bearer eyJhbGciOiJub25lIn0.e30."])} {Text()}",
        2 => $"X-Api-Key: {Text()}",
        3 => $"Accept-Language: {Text()},{Text()};q={Text()}",
        4 => $"Accept: {Text()}, application/json;q={Text()}",
        5 => $"If-Match: {Text()}",
        6 => $"X-Forwarded-For: {Text()}",
        7 => $"traceparent: {Text()}",
        _ => $"Origin: {Text()}",
    };

    private byte[] Body() => _random.Next(9) switch
    {
        0 => Bytes(_random.Next(64)),
        1 => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[", _random.Next(2000)))),
        2 => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("""{"a":""", _random.Next(500)))),
        3 => Encoding.UTF8.GetBytes(new string('9', _random.Next(5000))),
        4 => Encoding.Latin1.GetBytes($"{Pick(Names)}={Text()}&{Pick(Names)}={Text()}"),
        5 => [.. "{\"title\":\""u8, .. Bytes(8), .. "\"}"u8],
        6 => Encoding.UTF8.GetBytes($$"""--x\r\nContent-Disposition: form-data; name="{{Pick(Names)}}"\r\n\r\n{{Text()}}"""),
        7 => Cut(Encoding.UTF8.GetBytes(Json())),
        _ => Encoding.UTF8.GetBytes(Json()),
    };

    private string Json() =>
        $$"""{"{{Pick(Names)}}":{{Value()}},"{{Pick(Names)}}":{{Value()}},"title":{{Value()}},"code":{{Value()}},"redirectUri":{{Value()}},"due":{{Value()}}}""";

    private string Value() => _random.Next(6) switch
    {
        0 => "null",
        1 => "[1,[2,{}]]",
        2 => "-1.5e400",
        3 => "\"\\ud800\"",
        4 => $"\"{new string('x', _random.Next(3000))}\"",
        _ => $"\"{Pick(Texts).Replace("\\", "", StringComparison.Ordinal)}\"",
    };

    private string Text() => _random.Next(5) switch
    {
        0 => string.Concat(Bytes(_random.Next(1, 12)).Select(value => $"%{value:x2}")),
        1 when Rarely() => new string('a', _random.Next(3000)),
        _ => Pick(Texts),
    };

    private byte[] Cut(byte[] whole) => whole[..Math.Min(whole.Length, _random.Next(200))];

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private bool Rarely() => _random.Next(50) == 0;

    private string Pick(string[] all) => all[_random.Next(all.Length)];

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, 1000)]
    private static partial Regex Parameter();
}
