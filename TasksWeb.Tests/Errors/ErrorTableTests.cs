using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tests.Errors;

/// <summary>
/// Every row of the error table of seed 002, made to happen, and read by a person: a heading, a sentence that says what to do,
/// and the one button that does it. (What other backends read of the same rows is in <see cref="BrokerTests"/>.)
/// </summary>
public sealed class ErrorTableTests(ErrorTableTests.Fixture fixture) : IClassFixture<ErrorTableTests.Fixture>, IDisposable
{
    private readonly TestApp _app = fixture.App;
    private readonly Account _person = fixture.App.Sandbox.Accounts.Add($"Person {Guid.NewGuid():N}");

    public void Dispose() => _app.Sandbox.Faults.Clear();

    [Theory]
    [InlineData("en", "There is no such connection", "Check its name", "Go to your account")]
    [InlineData("ja", "この接続先はありません", "名前を確認してください", "アカウントへ")]
    public async Task Integration_not_found(string language, string heading, string says, string button)
    {
        var page = await OpenAsync(language, "/connections/no_such_service");

        Assert.Equal("/profile", page.OneButton(HttpStatusCode.NotFound, "connector_not_found"));
        Reads(page, heading, says, button);
    }

    [Theory]
    [InlineData("en", "Fax machine cannot be connected here", "Choose another one", "Go to your account")]
    [InlineData("ja", "Fax machine はここでは接続できません", "別の接続を選んでください", "アカウントへ")]
    public async Task External_auth_not_supported_for_integration_type(
        string language, string heading, string says, string button)
    {
        var page = await OpenAsync(language, "/connections/fax");

        Assert.Equal("/profile", page.OneButton(HttpStatusCode.BadRequest, "connector_not_supported"));
        Reads(page, heading, says, button);
    }

    [Theory]
    [InlineData("en", "Not connected yet", "Connect it once", "Connect Google")]
    [InlineData("ja", "まだ接続されていません", "一度接続すると", "Google に接続")]
    public async Task No_external_auth_tokens_found(string language, string heading, string says, string button)
    {
        using var visitor = await SignInAsync(language);
        var grants = _app.Services.GetRequiredService<GrantRepository>();
        var stored = await grants.FindAsync(_app.GrantOf("google_tasks", _person).Id, default);
        Assert.True(await grants.DeleteAsync(stored!.Value.Key().Id, stored.Version, default));
        _app.Clock.Advance(TimeSpan.FromMinutes(1));

        var page = await visitor.OpenAsync("/tasks");

        Assert.Equal("/auth/login?returnUrl=%2Ftasks", page.OneButton(HttpStatusCode.NotFound, "no_tokens"));
        Reads(page, heading, says, button);
    }

    [Theory]
    [InlineData("en", "Google needs your permission again", "Reconnect to continue", "Reconnect Google")]
    [InlineData("ja", "Google との再接続が必要です", "もう一度接続すると", "Google に再接続")]
    public async Task Refresh_token_expired_or_invalid(string language, string heading, string says, string button)
    {
        using var visitor = await SignInAsync(language);
        _app.Sandbox.Grants.Revoke(_person);
        // What was read a moment ago is shown without asking Google.
        _app.Clock.Advance(TimeSpan.FromMinutes(1));

        var page = await visitor.OpenAsync("/tasks");

        Assert.Equal("/auth/login?returnUrl=%2Ftasks", page.OneButton(HttpStatusCode.Unauthorized, "reauthorization_required"));
        Reads(page, heading, says, button);
    }

    [Theory]
    [InlineData("en", "Google Drive wasn’t connected", "Start again", "Try again")]
    [InlineData("ja", "Google ドライブを接続できませんでした", "最初からやり直すと", "もう一度試す")]
    public async Task OAuth_token_exchange_failed(string language, string heading, string says, string button)
    {
        using var visitor = await SignInAsync(language);
        var callback = await _app.ConsentAsync(await visitor.StartConnectingAsync("google_drive"), _person);

        var page = await visitor.OpenAsync(callback.With("code", "4/made-up").PathAndQuery);

        Assert.StartsWith(
            "/connections/google_drive", page.OneButton(HttpStatusCode.BadRequest, "code_exchange_failed"),
            StringComparison.Ordinal);
        Reads(page, heading, says, button);
    }

    [Theory]
    [InlineData("en", "Google Slides is not set up yet", "please tell the person who runs it", "Go to start page")]
    [InlineData("ja", "Google Slides はまだ設定されていません", "サーバーの管理者に", "トップページへ")]
    public async Task Missing_client_secret(string language, string heading, string says, string button)
    {
        var page = await OpenAsync(language, "/connections/slides");

        Assert.Equal("/", page.OneButton(HttpStatusCode.InternalServerError, "client_secret_missing"));
        Reads(page, heading, says, button);
    }

    private async Task<Visitor> SignInAsync(string language)
    {
        var visitor = await _app.SignInAsync(_person.Name);
        visitor.Language = language;
        return visitor;
    }

    private async Task<Page> OpenAsync(string language, string path)
    {
        using var visitor = await SignInAsync(language);
        return await visitor.OpenAsync(path);
    }

    private static void Reads(Page page, string heading, string says, string button)
    {
        Assert.Contains(heading, page.Heading, StringComparison.Ordinal);
        Assert.Contains(says, page.Document.QuerySelector("main .lead")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(button, page.Document.QuerySelector("main .button")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("{0}", page.Document.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    /// <summary>Beside the usual connectors one that speaks no OAuth, and one whose provider has no secret.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        public TestApp App { get; private set; } = null!;

        public async Task InitializeAsync() => App = await TestApp.StartAsync(settings: new()
        {
            ["Providers:telephone:Protocol"] = "None",
            ["Connectors:fax:Provider"] = "telephone",
            ["Connectors:fax:DisplayName"] = "Fax machine",
            ["Providers:half:ClientId"] = "client",
            ["Providers:half:AuthorizationEndpoint"] = "https://half.example/authorize",
            ["Providers:half:TokenEndpoint"] = "https://half.example/token",
            ["Connectors:slides:Provider"] = "half",
            ["Connectors:slides:DisplayName"] = "Google Slides",
        });

        public async Task DisposeAsync() => await App.DisposeAsync();
    }
}
