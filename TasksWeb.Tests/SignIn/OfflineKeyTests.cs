using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.SignIn;

/// <summary>The key of what a browser keeps for offline use.</summary>
public sealed class OfflineKeyTests : IAsyncLifetime
{
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_session_has_one_key_of_32_bytes_and_another_session_another()
    {
        using var desk = await _app.SignInAsync();
        using var phone = await _app.SignInAsync();

        var keys = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => KeyAsync(desk)));

        var key = Assert.Single(keys.Select(one => one.GetProperty("key").GetString()).Distinct())!;
        Assert.Equal(32, Base64Url.DecodeFromChars(key).Length);
        Assert.Equal((await desk.JsonAsync("/api/session")).GetProperty("id").GetString(), keys[0].GetProperty("person").GetString());
        Assert.True(keys[0].GetProperty("expirationTime").GetDateTimeOffset() > _app.Clock.GetUtcNow());
        Assert.NotEqual(key, (await KeyAsync(phone)).GetProperty("key").GetString());
    }

    [Fact]
    public async Task The_key_is_stored_as_ciphertext()
    {
        using var visitor = await _app.SignInAsync();
        var key = (await KeyAsync(visitor)).GetProperty("key").GetString()!;

        var stored = DatabaseBytes.Of(_app.Folder);

        Assert.Equal(-1, stored.AsSpan().IndexOf(Encoding.UTF8.GetBytes(key)));
        Assert.Equal(-1, stored.AsSpan().IndexOf(Base64Url.DecodeFromChars(key)));
    }

    [Fact]
    public async Task The_key_ends_with_its_session()
    {
        using var visitor = await _app.SignInAsync();
        await KeyAsync(visitor);
        await visitor.PressAsync(await visitor.OpenAsync("/tasks"), "Sign out");

        using var answer = await AskAsync(visitor);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("\"signed_out\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ID_token_alone_gets_the_key_too_and_another_site_does_not()
    {
        using var visitor = await _app.SignInAsync();
        var expected = (await KeyAsync(visitor)).GetProperty("key").GetString();
        using var issued = await AskAsync(visitor, path: "/api/session/id-token");
        using var token = JsonDocument.Parse(await issued.Content.ReadAsStringAsync());
        using var script = _app.Visit();

        using var answer = await AskAsync(script, token.RootElement.GetProperty("idToken").GetString());
        using var foreign = await AskAsync(visitor, site: "cross-site");

        Assert.Contains(expected!, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, foreign.StatusCode);
    }

    private async Task<JsonElement> KeyAsync(Visitor visitor)
    {
        using var answer = await AskAsync(visitor);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return json.RootElement.Clone();
    }

    private async Task<HttpResponseMessage> AskAsync(
        Visitor visitor, string? idToken = null, string site = "same-origin", string path = "/api/session/offline-key")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_app.Address, path));
        request.Headers.Add("Sec-Fetch-Site", site);
        if (idToken is not null)
            request.Headers.Authorization = new("Bearer", idToken);
        return await visitor.SendAsync(request);
    }
}
