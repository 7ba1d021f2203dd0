using System.Net;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace TasksWeb.Benchmarks.Contenders;

/// <summary>What <c>dotnet new mvc</c> sets up, with one page that is text: the least an MVC app is and takes to start.</summary>
internal static class EmptyMvc
{
    public const string Role = "empty";

    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        // Standard output is for the address.
        builder.Services.Configure<ConsoleLoggerOptions>(static console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddOwnControllers();
        await using var app = builder.Build();
        app.UseRouting();
        app.UseAuthorization();
        app.MapControllerRoute("default", "{controller=Home}/{action=Index}/{id?}");
        await Contender.ServeAsync(app);
    }

    /// <summary>MVC as usual, without the controllers of the app that this program refers to.</summary>
    internal static void AddOwnControllers(this IServiceCollection services) =>
        services.AddControllersWithViews().ConfigureApplicationPartManager(static parts =>
        {
            parts.ApplicationParts.Clear();
            parts.ApplicationParts.Add(new AssemblyPart(typeof(HomeController).Assembly));
        });
}

/// <summary>One page of text.</summary>
public sealed class HomeController : Controller
{
    [HttpGet("/")]
    public IActionResult Index() => Content("ready");
}
