using System.Collections.Concurrent;
using System.Net;
using System.Runtime.Versioning;
using Serilog.Formatting.Display;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Hosting;
using TasksWeb.Hosting.Logging;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;

namespace TasksWeb.Tests.Hosting;

/// <summary>What keeps others out, and what an operator reads about it afterwards.</summary>
public sealed class SecurityTests : IAsyncLifetime
{
    private readonly Lines _lines = new();
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(
        settings: new() { ["Security:Contact"] = "mailto:security@tasks.example" },
        services: services => services.AddSingleton<ILoggerFactory>(new LoggerFactory([_lines])));

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("192.0.2.1", "192.0.2.1")]
    public void An_address_of_IPv6_counts_with_its_network(string address, string network) =>
        Assert.Equal(IPAddress.Parse(network), RateLimitBuckets.NetworkOf(IPAddress.Parse(address)));

    [Fact]
    public async Task A_write_by_cookie_without_a_body_must_say_where_it_comes_from()
    {
        using var visitor = await _app.SignInAsync();
        var cookie = visitor.Cookies.GetCookieHeader(_app.Address);

        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(cookie));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(cookie, ("Origin", _app.Address.GetLeftPart(UriPartial.Authority))));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(cookie, ("Sec-Fetch-Site", "same-origin")));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(cookie, ("Sec-Fetch-Site", "cross-site")));
    }

    [Fact]
    public async Task Security_events_are_logged_with_person_address_and_outcome()
    {
        using (var visitor = await _app.SignInAsync())
        {
            await visitor.ConnectAsync("Hanako Yamada");
            await visitor.PressOnCardAsync("google_drive", "Disconnect");
            await visitor.PressAsync(await visitor.OpenAsync("/tasks"), "Sign out");
        }
        using var stranger = _app.Visit();
        (await stranger.GetAsync("/auth/google/callback?state=a&code=b")).Dispose();
        (await stranger.GetAsync("/connections/google_drive/callback?state=a&code=b")).Dispose();

        var who = _app.KeyOf().User;
        foreach (var expected in (string[])
        [
            $"Security: sign_in by {who} from 127.0.0.1: done.", $"Security: sign_out by {who} from 127.0.0.1: done.",
            "Security: sign_in by unknown from 127.0.0.1: sign_in_state_lost.",
            $"Security: connect by {who} from 127.0.0.1: done for google_drive.",
            $"Security: disconnect by {who} from 127.0.0.1: done for google_drive.",
            "Security: connect by unknown from 127.0.0.1: connection_state_lost.",
        ])
            Assert.Contains(expected, _lines.All);
    }

    [Fact]
    public async Task A_form_without_its_token_and_refused_input_are_security_events()
    {
        using var visitor = await _app.SignInAsync();
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", "made up"), new("culture", "ja")]);
        using var forged = new HttpRequestMessage(HttpMethod.Post, new Uri(_app.Address, "/language")) { Content = form };
        var who = _app.KeyOf().User;

        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.SendAsync(forged)).StatusCode);
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.BadRequest, (await visitor.GetAsync("/api/drive/files?pageSize=x")).StatusCode);

        Assert.Single(_lines.All, $"Security: form_token by {who} from 127.0.0.1: refused.");
        Assert.Single(_lines.All, $"Security: input by {who} from 127.0.0.1: invalid_request.");
        _app.Clock.Advance(TimeSpan.FromMinutes(1));
        (await visitor.GetAsync("/api/drive/files?pageSize=x")).Dispose();
        Assert.Equal(2, _lines.All.Count(line => line.StartsWith("Security: input ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_security_contact_is_where_RFC_9116_says()
    {
        using var visitor = _app.Visit();
        using var answer = await visitor.GetAsync("/.well-known/security.txt");

        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
        Assert.Matches(@"\AContact: mailto:security@tasks\.example\nExpires: 20\d\d-\d\d-\d\dT", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task The_database_is_readable_by_its_owner_only()
    {
        if (OperatingSystem.IsWindows())
            return;
        (await _app.SignInAsync()).Dispose();

        var files = Directory.GetFiles(_app.Folder, "tasksweb.db*");

        Assert.NotEmpty(files);
        foreach (var file in files)
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void Bidirectional_marks_and_separators_are_escaped_in_the_log()
    {
        using var output = new StringWriter();
        var line = new Serilog.Events.LogEvent(
            TimeProvider.System.GetUtcNow(), Serilog.Events.LogEventLevel.Information, exception: null,
            new Serilog.Parsing.MessageTemplateParser().Parse("a\u202Eb\u2028c"), []);

        new MessageTemplateTextFormatter("{Message:j}").Format(line, new EscapingWriter(output));

        Assert.Equal(@"a\u202Eb\u2028c", output.ToString());
    }

    private async Task<HttpStatusCode> PostAsync(string cookie, params (string Name, string Value)[] headers)
    {
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_app.Address, "/api/session/id-token"));
        request.Headers.Add("Cookie", cookie);
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    private sealed class Lines : ILoggerProvider, Microsoft.Extensions.Logging.ILogger
    {
        public ConcurrentQueue<string> All { get; } = new();

        public Microsoft.Extensions.Logging.ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
