using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.SignIn;
using TasksWeb.Tests.App;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Revocation;

namespace TasksWeb.Tests.Connections;

/// <summary>A person connects several accounts of one service; each stays by itself.</summary>
public sealed class AccountsTests : IAsyncLifetime
{
    private TestApp _app = null!;
    private Visitor _visitor = null!;
    private Account _person = null!;
    private Account _second = null!;

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync();
        _person = _app.Sandbox.Accounts.Add("Person with two accounts");
        _second = _app.Sandbox.Accounts.Add("Second account");
        _visitor = await _app.SignInAsync(_person.Name);
    }

    public async Task DisposeAsync()
    {
        _visitor.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Another_account_becomes_a_further_grant_beside_the_first()
    {
        var before = await StoredAsync("google_tasks");

        var page = await _visitor.ConnectAnotherAsync(_second.Name);

        Assert.Equal("/profile", page.Address.AbsolutePath);
        Assert.Equal(before!.AccessToken, (await StoredAsync("google_tasks"))!.AccessToken);
        var further = (await StoredAsync("google_tasks", _second))!;
        Assert.Equal($"google_tasks~{IdOf(_second)}/{UserId}", further.Key().Id);
        Assert.Equal(
            (_second.Subject, _second.Name, _second.Email),
            (further.Holder!.Subject, further.Holder.Name, further.Holder.Email));
        Assert.Equal(
            [(IdOf(_person), _person.Email, "connected"), (IdOf(_second), _second.Email, "connected")],
            await AccountsAsync("google_tasks"));
    }

    [Fact]
    public async Task The_profile_shows_name_address_and_picture_of_each_account()
    {
        await _visitor.ConnectAnotherAsync(_second.Name);

        var profile = await _visitor.OpenAsync("/profile");

        foreach (var (id, account) in new[] { ("connection-google_tasks", _person), (RowOf(_second), _second) })
        {
            var row = profile.Document.GetElementById(id)!;
            Assert.Contains(account.Name, row.TextContent, StringComparison.Ordinal);
            Assert.Contains(account.Email, row.TextContent, StringComparison.Ordinal);
            Assert.EndsWith($"/people/{account.Subject}/picture.svg", row.QuerySelector("img")!.GetAttribute("src")!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_provider_is_asked_for_the_account_and_for_who_it_is()
    {
        using var answer = await _visitor.GetAsync("/connections/google_drive?another=true");

        var location = answer.Headers.Location!;
        Assert.Equal("consent select_account", location.Parameter("prompt"));
        Assert.False(location.Has("login_hint"));
        Assert.Equal([ConnectSteps.DriveScope, "openid", "email", "profile"], location.Parameter("scope").Split(' '));
    }

    [Fact]
    public async Task An_account_that_is_held_is_renewed_and_not_connected_twice()
    {
        await _visitor.ConnectAnotherAsync(_second.Name);
        var (first, further) = (await StoredAsync("google_tasks"), await StoredAsync("google_tasks", _second));
        _app.Clock.Advance(TimeSpan.FromSeconds(1));

        await _visitor.ConnectAnotherAsync(_second.Name);
        Assert.Equal(first!.AccessToken, (await StoredAsync("google_tasks"))!.AccessToken);
        Assert.True((await StoredAsync("google_tasks", _second))!.Generation > further!.Generation);

        await _visitor.ConnectAnotherAsync(_person.Name);
        Assert.True((await StoredAsync("google_tasks"))!.Generation > first.Generation);
        Assert.Null(await StoredAsync("google_tasks", _person));
        Assert.Equal(2, (await AccountsAsync("google_tasks")).Count);
    }

    [Fact]
    public async Task Whoever_chooses_another_account_when_reconnecting_replaces_nothing()
    {
        var first = await StoredAsync("google_tasks");

        var callback = await _app.ConsentAsync(await _visitor.StartConnectingAsync("google_tasks"), _second);
        using var answer = await _visitor.GetAsync(callback.PathAndQuery);

        Assert.NotNull(await StoredAsync("google_tasks", _second));
        Assert.Equal(first!.AccessToken, (await StoredAsync("google_tasks"))!.AccessToken);
    }

    [Fact]
    public async Task Reconnecting_a_further_account_keeps_a_first_one_of_unknown_subject()
    {
        await _visitor.ConnectAsync(_person.Name);
        await _visitor.ConnectAnotherAsync(_second.Name, "google_drive");
        // As a version before 1.1 has stored it.
        var first = (await _app.Services.GetRequiredService<GrantRepository>().UpsertAsync(
            new GrantKey("google_drive", UserId).Id, old => old! with { Holder = null }, default)).Value;
        var further = await StoredAsync("google_drive", _second);
        _app.Clock.Advance(TimeSpan.FromSeconds(1));

        var page = await _visitor.PressOnCardAsync($"google_drive-{IdOf(_second)}", "Reconnect");
        await _visitor.AnswerProviderAsync(page, _second.Name);

        Assert.Equal(first.AccessToken, (await StoredAsync("google_drive"))!.AccessToken);
        Assert.True((await StoredAsync("google_drive", _second))!.Generation > further!.Generation);
    }

    [Fact]
    public async Task A_further_account_that_has_ended_is_reconnected_from_wherever_it_is_met()
    {
        await _visitor.ConnectAnotherAsync(_second.Name);
        _app.Sandbox.Grants.Revoke(_second);
        _app.Clock.Advance(TimeSpan.FromHours(2));
        await _visitor.OpenAsync("/tasks");

        var page = await _visitor.OpenAsync($"/tasks/{IdOf(_second)}~any");
        using var called = await _visitor.GetAsync($"/api/tasklists?account={IdOf(_second)}");
        var problem = await called.ProblemAsync(HttpStatusCode.Unauthorized, "reauthorization_required");

        var reconnect = page.OneButton(HttpStatusCode.Unauthorized, "reauthorization_required");
        Assert.Contains($"&account={IdOf(_second)}", reconnect, StringComparison.Ordinal);
        Assert.Contains($"&account={IdOf(_second)}", problem.GetProperty("authorizeUrl").GetString(), StringComparison.Ordinal);
        using var answer = await _visitor.GetAsync(reconnect);
        Assert.Equal(_second.Subject, answer.Headers.Location!.Parameter("login_hint"));
    }

    [Fact]
    public async Task Disconnecting_one_account_ends_it_at_the_provider_and_leaves_the_other()
    {
        await _visitor.ConnectAnotherAsync(_second.Name);

        await _visitor.PressAsync(await _visitor.OpenAsync("/profile"), "Disconnect", within: "#" + RowOf(_second));
        await RevocationsAsync();

        Assert.Equal(0, LiveTokensOf(_second));
        Assert.NotEqual(0, LiveTokensOf(_person));
        Assert.Equal(HttpStatusCode.OK, (await _visitor.GetAsync("/api/tasklists")).StatusCode);
        Assert.Equal([(IdOf(_person), _person.Email, "connected")], await AccountsAsync("google_tasks"));
        Assert.Equal(new ProviderAccount(_second.Subject), (await StoredAsync("google_tasks", _second))!.Holder);
    }

    [Fact]
    public async Task An_account_with_two_connections_ends_at_the_provider_with_the_last_of_them()
    {
        await _visitor.ConnectAnotherAsync(_second.Name);
        await _visitor.ConnectAsync(_person.Name);
        await _visitor.ConnectAnotherAsync(_second.Name, "google_drive");

        await DisconnectAsync("google_tasks", _second);
        Assert.NotEqual(0, LiveTokensOf(_second));

        await DisconnectAsync("google_drive", _second);
        Assert.Equal(0, LiveTokensOf(_second));
        Assert.NotEqual(0, LiveTokensOf(_person));
    }

    [Fact]
    public async Task An_account_that_somebody_else_signs_in_with_is_not_ended_at_the_provider()
    {
        using var other = await _app.SignInAsync(_second.Name);
        await _visitor.ConnectAnotherAsync(_second.Name);

        await DisconnectAsync("google_tasks", _second);

        Assert.NotEqual(0, LiveTokensOf(_second));
        _app.Expire(_second.Name);
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/api/tasklists")).StatusCode);
    }

    [Fact]
    public async Task The_first_grant_is_never_given_to_another_account()
    {
        await _visitor.ConnectAnotherAsync(_second.Name);
        await _visitor.PressOnCardAsync("google_tasks", "Disconnect");

        await _visitor.ConnectAnotherAsync(_app.Sandbox.Accounts.Alex.Name);

        Assert.Equal(GrantStatus.Dead, (await StoredAsync("google_tasks"))!.Status);
        Assert.NotNull(await StoredAsync("google_tasks", _app.Sandbox.Accounts.Alex));
    }

    [Fact]
    public async Task Signing_in_with_another_account_is_another_person()
    {
        await _visitor.ConnectAnotherAsync(_second.Name);

        using var other = await _app.SignInAsync(_second.Name);

        Assert.Equal([(IdOf(_second), _second.Email, "connected")], await AccountsAsync("google_tasks", other));
    }

    [Fact]
    public async Task Deleting_the_person_deletes_every_account()
    {
        await _visitor.ConnectAnotherAsync(_second.Name);

        await _visitor.PressAsync(await _visitor.OpenAsync("/profile/delete"), "Delete account");
        await RevocationsAsync();

        Assert.Null(await StoredAsync("google_tasks"));
        Assert.Null(await StoredAsync("google_tasks", _second));
        Assert.Equal((0, 0), (LiveTokensOf(_person), LiveTokensOf(_second)));
    }

    private string UserId => User.IdOf(_app.Sandbox.Issuer, _person.Subject);

    private static string IdOf(Account account) => ProviderAccount.IdOf(account.Subject);

    private static string RowOf(Account account) => $"connection-google_tasks-{IdOf(account)}";

    private int LiveTokensOf(Account account) =>
        _app.Sandbox.Grants.Find(account, _app.Sandbox.Client)?.LiveRefreshTokens ?? 0;

    private async Task<Grant?> StoredAsync(string connector, Account? account = null) =>
        (await _app.Services.GetRequiredService<GrantRepository>().FindAsync(
            new GrantKey(connector, UserId, account is null ? null : IdOf(account)).Id, default))?.Value;

    private async Task<IReadOnlyList<(string? Id, string? Email, string? Status)>> AccountsAsync(
        string connector, Visitor? visitor = null)
    {
        using var answer = await (visitor ?? _visitor).GetAsync("/api/connections");
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return
        [
            .. json.RootElement.EnumerateArray().Where(one => one.GetProperty("connector").GetString() == connector)
                .Select(one => (
                    one.GetProperty("account").GetProperty("id").GetString(),
                    one.GetProperty("account").GetProperty("email").GetString(), one.GetProperty("status").GetString())),
        ];
    }

    private async Task DisconnectAsync(string connector, Account account)
    {
        await _visitor.PressAsync(
            await _visitor.OpenAsync("/profile"), "Disconnect", within: $"#connection-{connector}-{IdOf(account)}");
        await RevocationsAsync();
    }

    private Task RevocationsAsync() => StoredGrants.UntilAsync(
        async () => await _app.Services.GetRequiredService<RevocationRepository>().CountAsync(default) == 0,
        "the provider has been told");
}
