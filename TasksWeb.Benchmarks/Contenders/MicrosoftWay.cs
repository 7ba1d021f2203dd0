using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.Google;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TasksWeb.Benchmarks.Contenders;

/// <summary>
/// MVC with <c>AddGoogle</c> and <c>SaveTokens</c>: the tokens lie in the cookie, and a few lines by hand renew them
/// (https://learn.microsoft.com/aspnet/core/security/authentication/social/additional-claims). The log of requests is off.
/// </summary>
internal static class MicrosoftWay
{
    public const string Role = "microsoft";

    public static async Task RunAsync(string upstream)
    {
        var client = (await Console.In.ReadLineAsync() ?? "").Split(' ');
        var builder = WebApplication.CreateBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddOwnControllers();
        builder.Services.AddHttpClient(nameof(TaskListsController), http => http.BaseAddress = new Uri(upstream)).RemoveAllLoggers();
        builder.Services
            .AddAuthentication(static options =>
            {
                options.DefaultScheme = CookieAuthenticationDefaults.AuthenticationScheme;
                options.DefaultChallengeScheme = GoogleDefaults.AuthenticationScheme;
            })
            .AddCookie(static options => options.Cookie.Name = "session")
            .AddGoogle(options =>
            {
                (options.ClientId, options.ClientSecret) = (client[0], client[1]);
                options.AuthorizationEndpoint = upstream + "o/oauth2/v2/auth";
                options.TokenEndpoint = upstream + "token";
                options.UserInformationEndpoint = upstream + "v1/userinfo";
                options.CallbackPath = "/auth/google/callback";
                options.Scope.Add("https://www.googleapis.com/auth/tasks");
                options.AccessType = "offline";
                options.SaveTokens = true;
                // Plain http on loopback.
                options.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                options.CorrelationCookie.SameSite = SameSiteMode.Lax;
            });
        await using var app = builder.Build();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapControllers();
        await Contender.ServeAsync(app);
    }
}

/// <summary>Of <see cref="MicrosoftWay"/>.</summary>
public sealed class TaskListsController(IHttpClientFactory clients) : Controller
{
    [HttpGet("/auth/login")]
    public IActionResult LogIn() => Challenge(new AuthenticationProperties { RedirectUri = "/" });

    [Authorize]
    [HttpGet("/api/tasklists")]
    public async Task<IActionResult> ListAsync()
    {
        var http = clients.CreateClient(nameof(TaskListsController));
        var session = await HttpContext.AuthenticateAsync();
        var expiresAt = DateTimeOffset.Parse(session.Properties!.GetTokenValue("expires_at")!, CultureInfo.InvariantCulture);
        var renewed = expiresAt <= TimeProvider.System.GetUtcNow();
        if (renewed)
            await RenewAsync(http, session);
        var answer = await AskAsync(http, session);
        if (answer.StatusCode == HttpStatusCode.Unauthorized && !renewed)
        {
            answer.Dispose();
            await RenewAsync(http, session);
            answer = await AskAsync(http, session);
        }
        using (answer)
        {
            if (!answer.IsSuccessStatusCode)
                return StatusCode((int)answer.StatusCode);
            using var page = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync());
            return Content(page.RootElement.GetProperty("items").GetRawText(), "application/json");
        }
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient http, AuthenticateResult session)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "tasks/v1/users/@me/lists?maxResults=1000");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", session.Properties!.GetTokenValue("access_token"));
        return await http.SendAsync(request);
    }

    private async Task RenewAsync(HttpClient http, AuthenticateResult session)
    {
        var google = HttpContext.RequestServices
            .GetRequiredService<IOptionsMonitor<GoogleOptions>>().Get(GoogleDefaults.AuthenticationScheme);
        using var answer = await http.PostAsync(google.TokenEndpoint, new FormUrlEncodedContent(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["client_id"] = google.ClientId,
            ["client_secret"] = google.ClientSecret,
            ["refresh_token"] = session.Properties!.GetTokenValue("refresh_token"),
            ["grant_type"] = "refresh_token",
        }));
        answer.EnsureSuccessStatusCode();
        using var tokens = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync());
        session.Properties!.UpdateTokenValue("access_token", tokens.RootElement.GetProperty("access_token").GetString()!);
        if (tokens.RootElement.TryGetProperty("refresh_token", out var next))
            session.Properties!.UpdateTokenValue("refresh_token", next.GetString()!);
        session.Properties!.UpdateTokenValue("expires_at", TimeProvider.System.GetUtcNow()
            .AddSeconds(tokens.RootElement.GetProperty("expires_in").GetInt32()).ToString("o", CultureInfo.InvariantCulture));
        await HttpContext.SignInAsync(session.Principal!, session.Properties);
    }
}
