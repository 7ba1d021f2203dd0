using System.Net;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Storage;
using TasksWeb.Storage.Encryption;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Storage.Encryption;

/// <summary>The keys of forms and sign-in states: in the store, sealed, and the same after a restart.</summary>
public sealed class KeyRingTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_key_ring_is_encrypted_in_the_store()
    {
        await using var app = await StartAsync();
        using var visitor = app.Visit();
        await visitor.OpenAsync("/");
        var store = app.Services.GetRequiredService<IDocumentStore>();

        var ids = await store.ListIdsByOwnerAsync("keys", RingElement.Owner, default);

        Assert.NotEmpty(ids);
        foreach (var id in ids)
        {
            var body = Encoding.UTF8.GetString((await store.FindAsync("keys", id, default))!.Body.Span);
            Assert.Contains("sealed", body, StringComparison.Ordinal);
            Assert.DoesNotContain("masterKey", body, StringComparison.OrdinalIgnoreCase);
        }
        Assert.Equal(-1, DatabaseBytes.Of(_folder.Path).AsSpan().IndexOf("masterKey"u8));
        Assert.Empty(Directory.GetFiles(_folder.Path, "key-*.xml", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_form_and_a_sign_in_begun_before_a_restart_go_on_after_it()
    {
        using var visitor = new Visitor(new Uri("http://127.0.0.1"));
        string token;
        Uri callback;
        await using (var before = await StartAsync())
        {
            using var browser = before.Visit();
            token = (await browser.OpenAsync("/")).Document.QuerySelector(
                "[name=__RequestVerificationToken]")!.GetAttribute("value")!;
            callback = await before.ConsentAsync(await browser.StartSignInAsync(), before.Sandbox.Accounts.Hanako);
            foreach (Cookie cookie in browser.Cookies.GetAllCookies())
                visitor.Cookies.Add(
                    new Uri($"http://127.0.0.1{cookie.Path}"), new Cookie(cookie.Name, cookie.Value, cookie.Path));
        }

        await using var after = await StartAsync();
        using var form = new FormUrlEncodedContent(
            [new("__RequestVerificationToken", token), new("culture", "ja"), new("returnUrl", "/")]);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(after.Address, "/language")) { Content = form };
        using var language = await visitor.SendAsync(request);
        Assert.Equal(HttpStatusCode.Redirect, language.StatusCode);

        // The new Sandbox does not know the code; what counts is that the state was taken and the code was tried.
        using var answer = await visitor.SendAsync(
            new HttpRequestMessage(HttpMethod.Get, new Uri(after.Address, callback.PathAndQuery)));
        Assert.Contains("code_exchange_failed", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(1, after.Sandbox.Traffic.CallsOf("/token"));
    }

    [Fact]
    public async Task Instances_on_one_store_read_each_others_forms()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync();
        var text = one.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Protect("form");

        Assert.Equal(
            "form", other.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Unprotect(text));
    }

    private Task<TestApp> StartAsync() =>
        TestApp.StartAsync(settings: new() { ["Storage:ConnectionString"] = $"Data Source={_folder["tasksweb.db"]}" });
}
