using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox;
using TasksWeb.SignIn;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.SignIn;

/// <summary>A person is an issuer and a subject there, and nothing else.</summary>
public sealed class IdentityTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_same_subject_of_another_issuer_is_another_person()
    {
        var (one, other) = ("https://one.example", "https://other.example");
        var subject = await SignInAtAsync(one);
        Assert.Equal(subject, await SignInAtAsync(other));

        await using var app = await StartAsync(one);
        var users = app.Services.GetRequiredService<UserRepository>();
        Assert.Equal(one, (await users.FindAsync(User.IdOf(one, subject), default))!.Value.Issuer);
        Assert.Equal(other, (await users.FindAsync(User.IdOf(other, subject), default))!.Value.Issuer);
        Assert.NotEqual(User.IdOf(one, subject), User.IdOf(other, subject));
    }

    [Fact]
    public async Task The_same_address_of_another_subject_is_another_person()
    {
        const string Issuer = "https://one.example";
        string first;
        await using (var app = await StartAsync(Issuer))
        {
            var account = app.Sandbox.Accounts.Add("First Owner", "shared@example.com");
            using var visitor = await app.SignInAsync("First Owner");
            first = account.Subject;
        }
        await using (var app = await StartAsync(Issuer))
        {
            app.Sandbox.Accounts.Add("Somebody Else");
            var second = app.Sandbox.Accounts.Add("Next Owner", "shared@example.com");
            Assert.NotEqual(first, second.Subject);
            using var visitor = app.Visit();
            var page = await visitor.SignInAsync("Next Owner");

            Assert.Equal("Next Owner", page.Document.QuerySelector(".account-menu .user-name")!.TextContent.Trim());
            var users = app.Services.GetRequiredService<UserRepository>();
            var (one, other) = (
                await users.FindAsync(User.IdOf(Issuer, first), default),
                await users.FindAsync(User.IdOf(Issuer, second.Subject), default));
            Assert.Equal("First Owner", one!.Value.DisplayName);
            Assert.Equal("Next Owner", other!.Value.DisplayName);
            Assert.Equal(one.Value.Email, other.Value.Email);
        }
    }

    [Theory]
    [InlineData("https://a.example", "1@b.example", "https://b.example", "1")]
    [InlineData("https://a.example", "x@a.example", "https://a.example@a.example", "x")]
    [InlineData("https://a.example", "1", "https://a.example", "01")]
    [InlineData("https://a.example", "a", "https://a.example", "A")]
    [InlineData("https://a.example/1", "2", "https://a.example", "2/1")]
    [InlineData("https://a.example", "1%40", "https://a.example", "1@")]
    public void No_two_identities_share_an_id(string issuer, string subject, string otherIssuer, string otherSubject) =>
        Assert.NotEqual(User.IdOf(issuer, subject), User.IdOf(otherIssuer, otherSubject));

    private async Task<string> SignInAtAsync(string issuer)
    {
        await using var app = await StartAsync(issuer);
        using var visitor = await app.SignInAsync();
        return app.Sandbox.Accounts.Hanako.Subject;
    }

    private Task<TestApp> StartAsync(string issuer) => TestApp.StartAsync(
        new SandboxOptions { Issuer = issuer },
        new() { ["Storage:ConnectionString"] = $"Data Source={_folder["tasksweb.db"]}", ["Providers:google:Issuer"] = issuer });
}
