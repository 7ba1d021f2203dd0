using System.Net;
using TasksWeb.Sandbox;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.SignIn;

/// <summary>What counts as a new sign-in before an account is deleted, where the provider says when it was.</summary>
public sealed class ConfirmationTests
{
    private const string DeletePath = "/profile/delete";

    [Theory]
    [InlineData(null, true)]
    [InlineData(5, false)]
    public async Task A_sign_in_that_the_provider_remembered_confirms_nothing(int? minutesAgo, bool isConfirmed)
    {
        TimeSpan? remembered = minutesAgo is { } minutes ? TimeSpan.FromMinutes(minutes) : null;
        await using var app = await TestApp.StartAsync(
            new SandboxOptions { RememberedSignIn = remembered }, more: OpenIdSignInTests.Settings);
        app.Sandbox.OpenId.Client.Allow(new Uri(app.Address, "/auth/oidc/callback").AbsoluteUri);
        var person = app.Sandbox.Accounts.Alex;
        using var visitor = app.Visit();
        (await app.CallBackAsync(visitor, person)).Dispose();
        app.Clock.Advance(TimeSpan.FromMinutes(11));
        var question = await visitor.OpenAsync(DeletePath);
        var token = question.Document.QuerySelector("input[name='__RequestVerificationToken']")!.GetAttribute("value")!;
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", token)]);
        using var request =
            new HttpRequestMessage(HttpMethod.Post, new Uri(app.Address, DeletePath + "/confirm")) { Content = form };
        using var start = await visitor.SendAsync(request);
        Assert.Equal("0", start.Headers.Location!.Parameter("max_age"));

        using var answer = await visitor.GetAsync((await app.ConsentAsync(start.Headers.Location!, person)).PathAndQuery);

        Assert.Equal(isConfirmed ? HttpStatusCode.Redirect : HttpStatusCode.Forbidden, answer.StatusCode);
        var after = await visitor.OpenAsync(DeletePath);
        Assert.Equal(isConfirmed, after.Html.Contains(">Delete account<", StringComparison.Ordinal));
    }
}
