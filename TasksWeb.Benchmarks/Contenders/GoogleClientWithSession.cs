using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace TasksWeb.Benchmarks.Contenders;

/// <summary>Google's client as <see cref="GoogleClient"/> has it, for whoever is signed in with the framework's cookie.</summary>
internal static class GoogleClientWithSession
{
    public const string Role = "google-session";

    public static async Task RunAsync(string upstream)
    {
        using var http = GoogleClient.MakeClient(await Console.In.ReadLineAsync() ?? "");
        http.BaseAddress = new Uri(upstream);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie(static options => options.Cookie.Name = "session");
        await using var app = builder.Build();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/", static () => "ready");
        app.MapGet("/auth/login", static context => context.SignInAsync(new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, "somebody"), new Claim(ClaimTypes.Name, "Somebody")], "Cookies"))));
        app.MapGet("/api/tasklists", context => Contender.RelayAsync(context, http)).RequireAuthorization();
        await Contender.ServeAsync(app);
    }
}
