using System.Net;
using AngleSharp.Html.Dom;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Sandbox.Faults;
using TasksWeb.SignIn;
using TasksWeb.Storage;
using TasksWeb.Tests.App;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tests.SignIn;

/// <summary>What a person meets between the sign-in button and the tasks.</summary>
public sealed class SignInJourneyTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private readonly TestApp _app = fixture.App;
    private readonly Account _person = fixture.App.Sandbox.Accounts.Add($"Person {Guid.NewGuid():N}");

    [Fact]
    public async Task Name_and_picture_of_the_person_are_on_the_page()
    {
        using var visitor = _app.Visit();

        var page = await visitor.SignInAsync(_person.Name);

        Assert.Equal(_person.Name, page.Document.QuerySelector(".account-menu .user-name")!.TextContent.Trim());
        var picture = page.Document.QuerySelector(".account-menu .avatar img")!.GetAttribute("src")!;
        Assert.Equal($"/people/{_person.Subject}/picture.svg", new Uri(picture).AbsolutePath);
    }

    [Fact]
    public async Task The_start_page_redirects_a_signed_in_person_to_the_tasks()
    {
        using var visitor = await _app.SignInAsync(_person.Name);

        var page = await visitor.OpenAsync("/");

        Assert.Equal("/tasks", page.Address.AbsolutePath);
    }

    [Fact]
    public async Task Denied_consent_is_access_denied_and_can_be_retried()
    {
        using var visitor = _app.Visit();
        var calls = _app.Sandbox.Traffic.CallsOf("/token");

        var chooser = await visitor.OpenAsync("/auth/login");
        var page = await visitor.AnswerProviderAsync(chooser, _person.Name, button: "Deny");

        Assert.Equal("/auth/login?returnUrl=%2Ftasks", page.OneButton(HttpStatusCode.Forbidden, "access_denied"));
        Assert.Equal(calls, _app.Sandbox.Traffic.CallsOf("/token"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.GetAsync("/api/tasklists")).StatusCode);
    }

    [Fact]
    public async Task An_unticked_tasks_scope_can_be_granted_afterwards()
    {
        using var visitor = _app.Visit();

        var page = await visitor.SignInAsync(_person.Name, consent: UntickEverything);

        Assert.Equal("/auth/login?returnUrl=%2Ftasks", page.OneButton(HttpStatusCode.Forbidden, "insufficient_scope"));
        var problem = await (await visitor.GetAsync("/api/tasklists"))
            .ProblemAsync(HttpStatusCode.Forbidden, "insufficient_scope");
        var missing = Assert.Single(problem.GetProperty("missingScopes").EnumerateArray());
        Assert.Equal(ProviderSteps.TasksScope, missing.GetString());

        var consent = await visitor.OpenAsync(problem.GetProperty("authorizeUrl").GetString()!);
        page = await visitor.AnswerProviderAsync(consent, _person.Name);

        Assert.Equal("/tasks", page.Address.AbsolutePath);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/api/tasklists")).StatusCode);
    }

    [Fact]
    public async Task A_first_sign_in_does_not_force_the_consent_page()
    {
        using var visitor = _app.Visit();

        var start = await visitor.StartSignInAsync();

        Assert.False(start.Has("prompt"));
        Assert.Equal("offline", start.Parameter("access_type"));
    }

    [Fact]
    public async Task A_second_sign_in_asks_for_no_consent_while_a_refresh_token_is_held()
    {
        using (await _app.SignInAsync(_person.Name))
        {
        }
        using var again = _app.Visit();

        var page = await again.SignInAsync(_person.Name, consent: _ => Assert.Fail("Consent was asked again."));

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.NotNull((await GrantAsync())!.Value.RefreshToken);
    }

    [Fact]
    public async Task Consent_is_asked_again_once_when_no_refresh_token_is_held()
    {
        using (await _app.SignInAsync(_person.Name))
        {
        }
        var lost = (await GrantAsync())!;
        Assert.True(await Grants.DeleteAsync(lost.Value.Key().Id, lost.Version, default));
        var asked = 0;
        using var again = _app.Visit();

        var page = await again.SignInAsync(_person.Name, consent: _ => asked++);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal("/tasks", page.Address.AbsolutePath);
        Assert.Equal(1, asked);
        Assert.NotNull((await GrantAsync())!.Value.RefreshToken);
    }

    [Fact]
    public async Task A_provider_without_refresh_tokens_is_asked_for_consent_only_once()
    {
        using var visitor = _app.Visit();
        var account = _person;
        var first = await _app.ConsentAsync((await visitor.StartSignInAsync()).With("access_type", "online"), account);
        using var sentBack = await visitor.GetAsync(first.PathAndQuery);
        Assert.Equal("consent", sentBack.Headers.Location!.Parameter("prompt"));
        Assert.Equal(account.Subject, sentBack.Headers.Location!.Parameter("login_hint"));

        var second = await _app.ConsentAsync(sentBack.Headers.Location!.With("access_type", "online"), account);
        using var done = await visitor.GetAsync(second.PathAndQuery);

        Assert.Equal("/tasks", done.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/api/tasklists")).StatusCode);
    }

    [Fact]
    public async Task A_person_whose_grant_has_ended_is_asked_for_consent_at_once()
    {
        using var visitor = await _app.SignInAsync(_person.Name);
        _app.Sandbox.Grants.Revoke(_person);
        _app.Clock.Advance(TimeSpan.FromHours(2));
        var problem = await (await visitor.GetAsync("/api/tasklists"))
            .ProblemAsync(HttpStatusCode.Unauthorized, "reauthorization_required");
        Assert.Equal("invalid_grant", problem.GetProperty("reason").GetString());

        var start = await visitor.GetAsync(problem.GetProperty("authorizeUrl").GetString()!);

        Assert.Equal("consent", start.Headers.Location!.Parameter("prompt"));
        var page = await visitor.AnswerProviderAsync(await visitor.OpenAsync(start.Headers.Location!.ToString()), _person.Name);
        Assert.Equal(HttpStatusCode.OK, page.Status);
    }

    [Fact]
    public async Task An_unavailable_provider_is_reported_as_such()
    {
        using var visitor = _app.Visit();
        _app.Sandbox.Faults.Add(Fault.Answering("token", 503));

        var page = await visitor.SignInAsync(_person.Name);

        Assert.Equal("/auth/login?returnUrl=%2Ftasks", page.OneButton(HttpStatusCode.ServiceUnavailable, "provider_unavailable"));
        Assert.NotNull(page.Headers.RetryAfter);
    }

    [Fact]
    public async Task Unreadable_keys_are_reported_as_an_unavailable_provider()
    {
        using var visitor = _app.Visit();
        _app.Clock.Advance(TimeSpan.FromHours(7));
        _app.Sandbox.Faults.Add(Fault.Of("certs", FaultKind.Html));

        var page = await visitor.SignInAsync(_person.Name);

        page.OneButton(HttpStatusCode.ServiceUnavailable, "provider_unavailable");
        Assert.Equal(HttpStatusCode.OK, (await visitor.SignInAsync(_person.Name)).Status);
    }

    private GrantRepository Grants => _app.Services.GetRequiredService<GrantRepository>();

    private ValueTask<Stored<Grant>?> GrantAsync() => Grants.FindAsync(
        new GrantKey("google_tasks", User.IdOf(_app.Sandbox.Issuer, _person.Subject)).Id, default);

    private static void UntickEverything(IHtmlFormElement form)
    {
        foreach (var box in form.Elements.OfType<IHtmlInputElement>().Where(input => input.Type == "checkbox"))
            box.IsChecked = false;
    }
}
