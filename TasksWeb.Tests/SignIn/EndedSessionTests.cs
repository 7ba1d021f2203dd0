using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.SignIn;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.SignIn;

/// <summary>Sessions end one by one, by their owner, by number and by the operator; and nothing of one is shown in the next.</summary>
public sealed class EndedSessionTests : IAsyncLifetime
{
    private const string Hanako = "Hanako Yamada";

    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(settings: new() { ["SignIn:MaxSessions"] = "3" });

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task One_session_too_many_ends_the_oldest()
    {
        var visitors = new List<Visitor>();
        for (var i = 0; i < 4; i++)
        {
            visitors.Add(await _app.SignInAsync());
            _app.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(
            [HttpStatusCode.Unauthorized, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK],
            await Task.WhenAll(visitors.Select(StatusAsync)));
        visitors.ForEach(visitor => visitor.Dispose());
    }

    [Fact]
    public async Task A_person_ends_another_session_of_theirs_and_nobody_elses()
    {
        using var here = await _app.SignInAsync();
        using var there = await _app.SignInAsync();
        using var alex = await _app.SignInAsync(_app.Sandbox.Accounts.Alex.Name);
        var profile = await here.OpenAsync("/profile");

        await here.PressAsync(profile, "End this session");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (await StatusAsync(here), await StatusAsync(there)));
        var form = (await alex.OpenAsync("/profile")).Document.QuerySelector("form[action='/auth/logout-everywhere']")!;
        form.SetAttribute("action", $"/sessions/{(await SessionsOfAsync(Hanako))[0].Id}/end");
        var refused = await alex.PressAsync(
            await alex.OpenAsync("/profile") with { Document = form.Owner! }, form.QuerySelector("button")!);
        Assert.Equal(HttpStatusCode.NotFound, refused.Status);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(here));
    }

    [Fact]
    public async Task Signing_out_clears_what_the_browser_has_stored()
    {
        using var visitor = await _app.SignInAsync();
        var page = await visitor.OpenAsync("/profile");

        using var answer = await SendAsync(visitor, page, "/auth/logout");

        Assert.Equal("\"cache\", \"storage\"", answer.Headers.GetValues("Clear-Site-Data").Single());
    }

    [Fact]
    public async Task Ending_the_sessions_of_somebody_who_has_none_succeeds_and_says_so()
    {
        using (await _app.SignInAsync())
        {
        }
        var email = _app.AccountOf().Email;
        var other = (await SessionsOfAsync(Hanako))[0].Id[1..];

        Assert.Equal(2, (await _app.CommandAsync("sessions", "end", "--user", email, "--session", other)).Code);
        Assert.Equal(0, (await _app.CommandAsync("sessions", "end", "--user", email)).Code);
        var (code, output) = await _app.CommandAsync("sessions", "end", "--user", email);
        var (unknown, words) = await _app.CommandAsync("sessions", "end", "--user", "nobody");

        Assert.Equal(0, code);
        Assert.Contains("There is no session to end.", output, StringComparison.Ordinal);
        Assert.Equal(2, unknown);
        Assert.Contains("nobody here has the id or e-mail address nobody", words, StringComparison.Ordinal);
        Assert.DoesNotContain("ended", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_operator_lists_and_ends_sessions()
    {
        using var visitor = await _app.SignInAsync();
        var email = _app.AccountOf().Email.ToUpperInvariant();

        Assert.Equal(2, (await _app.CommandAsync("sessions", "list")).Code);
        var (listed, list) = await _app.CommandAsync("sessions", "list", "--user", email);
        Assert.Equal(0, listed);
        Assert.Contains((await SessionsOfAsync(Hanako))[0].Id, list, StringComparison.Ordinal);
        var (ended, end) = await _app.CommandAsync("sessions", "end", "--user", email);

        Assert.Equal(0, ended);
        Assert.Contains("1 sessions ended.", end, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(visitor));
    }

    [Fact]
    public async Task A_receipt_is_not_shown_to_the_next_person_in_the_same_browser()
    {
        using var visitor = await _app.SignInAsync();
        var board = await visitor.OpenAsync("/tasks");
        using var answer = await SendAsync(visitor, board, board.Document.QuerySelector(".check-button")!.GetAttribute("formaction")!);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);

        var next = await visitor.SignInAsync(_app.Sandbox.Accounts.Alex.Name);

        Assert.Equal(HttpStatusCode.OK, next.Status);
        Assert.Null(next.Document.QuerySelector(".receipt"));
    }

    [Fact]
    public async Task A_receipt_waits_for_the_page_that_is_shown_while_scripts_fetch_pages()
    {
        using var visitor = await _app.SignInAsync();
        var board = await visitor.OpenAsync("/tasks");
        using (await SendAsync(visitor, board, board.Document.QuerySelector(".check-button")!.GetAttribute("formaction")!))
        {
            // The receipt is for the page that is opened next.
        }
        using var fetch = new HttpRequestMessage(HttpMethod.Get, new Uri(_app.Address, "/tasks"));
        fetch.Headers.Accept.ParseAdd("text/html");
        using (var fetched = await visitor.SendAsync(fetch))
            Assert.DoesNotContain("id=\"receipt\"", await fetched.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        Assert.NotNull((await visitor.OpenAsync("/tasks/today")).Document.QuerySelector("#receipt"));
        Assert.Null((await visitor.OpenAsync("/tasks/today")).Document.QuerySelector("#receipt"));
    }

    [Fact]
    public async Task An_account_is_deleted_only_after_the_same_person_has_signed_in_again()
    {
        using var visitor = await _app.SignInAsync();
        _app.Clock.Advance(TimeSpan.FromMinutes(11));
        var question = await visitor.OpenAsync("/profile/delete");
        Assert.DoesNotContain(">Delete account<", question.Html, StringComparison.Ordinal);

        using (await SendAsync(visitor, question, "/profile/delete"))
        {
            // Nothing is deleted yet.
        }
        using var start = await SendAsync(visitor, question, "/profile/delete/confirm");
        Assert.Equal("0", start.Headers.Location!.Parameter("max_age"));
        var other = await _app.ConsentAsync(start.Headers.Location!, _app.Sandbox.Accounts.Alex);
        (await visitor.OpenAsync(other.PathAndQuery)).OneButton(HttpStatusCode.Forbidden, "identity_rejected");
        Assert.Equal(Hanako, (await visitor.JsonAsync("/api/session")).GetProperty("name").GetString());

        var provider = await visitor.PressAsync(await visitor.OpenAsync("/profile/delete"), "Sign in again");
        var confirmed = await visitor.AnswerProviderAsync(provider, Hanako);
        var deleted = await visitor.PressAsync(confirmed, "Delete account");

        Assert.Equal("/profile/deleted", deleted.Address.AbsolutePath);
    }

    /// <summary>A form of the page, without following where it leads.</summary>
    private async Task<HttpResponseMessage> SendAsync(Visitor visitor, Page page, string action)
    {
        var token = page.Document.QuerySelector("input[name='__RequestVerificationToken']")!.GetAttribute("value")!;
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", token)]);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_app.Address, action)) { Content = form };
        return await visitor.SendAsync(request);
    }

    private static async Task<HttpStatusCode> StatusAsync(Visitor visitor)
    {
        using var answer = await visitor.GetAsync("/api/session");
        return answer.StatusCode;
    }

    private Task<IReadOnlyList<Ticket>> SessionsOfAsync(string person) => _app.Services.GetRequiredService<Sessions>()
        .ListAsync(User.IdOf(_app.Sandbox.Issuer, _app.AccountOf(person).Subject), default);
}
