using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Faults;
using TasksWeb.SignIn;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.SignIn;

/// <summary>Nobody is signed in on the word of a token that does not check out (OpenID Connect Core §3.1.3.7).</summary>
public sealed class ProviderIdTokenTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private readonly TestApp _app = fixture.App;

    private long KeyReads => _app.Sandbox.Traffic.CallsOf("/oauth2/v3/certs");

    public static TheoryData<IdTokenFlaw> Flaws => [.. Enum.GetValues<IdTokenFlaw>()];

    [Theory]
    [MemberData(nameof(Flaws))]
    public async Task A_flawed_token_signs_nobody_in(IdTokenFlaw flaw)
    {
        using var visitor = _app.Visit();
        var account = _app.Sandbox.Accounts.Add($"Person of {flaw}");
        _app.Sandbox.Faults.Add(Fault.With(flaw));

        var page = await visitor.SignInAsync(account.Name);

        Assert.Equal("/auth/login?returnUrl=%2Ftasks", page.OneButton(HttpStatusCode.Forbidden, "identity_rejected"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.GetAsync("/api/tasklists")).StatusCode);
        var users = _app.Services.GetRequiredService<UserRepository>();
        Assert.Null(await users.FindAsync(User.IdOf(_app.Sandbox.Issuer, account.Subject), default));
        Assert.Equal(HttpStatusCode.OK, (await visitor.SignInAsync(account.Name)).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_rotated_signing_key_is_accepted(bool forgetOld)
    {
        using (await _app.SignInAsync())
        {
        }
        var reads = KeyReads;
        _app.Sandbox.RotateSigningKey(forgetOld);
        _app.Clock.Advance(TimeSpan.FromSeconds(11));
        using var visitor = _app.Visit();

        var page = await visitor.SignInAsync("Hanako Yamada");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal(reads + 1, KeyReads);
    }

    [Fact]
    public async Task Tokens_with_unknown_keys_cause_at_most_one_key_request()
    {
        using (await _app.SignInAsync())
        {
        }
        var fault = _app.Sandbox.Faults.Add(Fault.With(IdTokenFlaw.UnknownKid, times: 0));
        var reads = KeyReads;
        for (var i = 0; i < 5; i++)
        {
            using var visitor = _app.Visit();
            using var answer = await _app.CallBackAsync(visitor, _app.Sandbox.Accounts.Hanako);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        _app.Sandbox.Faults.Clear(fault);
        Assert.InRange(KeyReads, reads, reads + 1);
    }

    [Fact]
    public async Task Keys_are_kept_between_sign_ins()
    {
        (await _app.SignInAsync()).Dispose();
        var reads = KeyReads;

        (await _app.SignInAsync()).Dispose();

        Assert.Equal(reads, KeyReads);
    }

    [Fact]
    public async Task A_clock_skew_of_ten_minutes_is_accepted_and_more_is_not()
    {
        // Issued for an hour; this is its 69th and its 71st minute here.
        foreach (var (minutes, status) in new[] { (69, HttpStatusCode.Redirect), (71, HttpStatusCode.Forbidden) })
        {
            await using var ahead = await TestApp.StartAsync(services: services => services.AddSingleton(provider =>
                new IdTokenValidator(
                    provider.GetRequiredService<ProviderKeys>(), new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(minutes)))));
            using var person = ahead.Visit();
            using var answer = await ahead.CallBackAsync(person, ahead.Sandbox.Accounts.Hanako);
            Assert.Equal(status, answer.StatusCode);
        }
    }
}

public sealed class IssuerSpellingTests
{
    private const string Google = "https://accounts.google.com";

    [Theory]
    [InlineData("https://accounts.google.com")]
    [InlineData("accounts.google.com")]
    public async Task Both_spellings_of_Googles_issuer_are_the_same_person(string spelling)
    {
        await using var app = await TestApp.StartAsync(
            new SandboxOptions { Issuer = spelling }, new() { ["Providers:google:Issuer"] = Google });

        using var visitor = await app.SignInAsync();

        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/api/tasklists")).StatusCode);
        var user = await app.Services.GetRequiredService<UserRepository>()
            .FindAsync(User.IdOf(Google, app.Sandbox.Accounts.Hanako.Subject), default);
        Assert.Equal(Google, user!.Value.Issuer);
    }

    [Theory]
    [InlineData("http://accounts.google.com")]
    [InlineData("https://accounts.google.com/")]
    [InlineData("https://accounts.google.com.evil.example")]
    [InlineData("evil.example")]
    public async Task No_other_spelling_is_accepted(string spelling)
    {
        await using var app = await TestApp.StartAsync(
            new SandboxOptions { Issuer = spelling }, new() { ["Providers:google:Issuer"] = Google });
        using var visitor = app.Visit();

        using var answer = await app.CallBackAsync(visitor, app.Sandbox.Accounts.Hanako);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }
}
