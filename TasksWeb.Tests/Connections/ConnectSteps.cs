using System.Text.Json;
using AngleSharp.Html.Dom;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.SignIn;
using TasksWeb.Storage;
using TasksWeb.Tests.App;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tests.Connections;

/// <summary>Connecting step by step, as a person does on the profile page.</summary>
internal static class ConnectSteps
{
    public const string DriveScope = "https://www.googleapis.com/auth/drive.metadata.readonly";

    /// <summary>Presses a button of a connector on the profile page and follows to where it leads.</summary>
    public static async Task<Page> PressOnCardAsync(this Visitor visitor, string connector, string button) =>
        await visitor.PressAsync(await visitor.OpenAsync("/profile"), button, within: $"#connection-{connector}");

    /// <summary>Connects and says yes to everything.</summary>
    public static async Task<Page> ConnectAsync(
        this Visitor visitor, string person, string connector = "google_drive", string button = "Connect",
        Action<IHtmlFormElement>? consent = null) =>
        await visitor.AnswerProviderAsync(await visitor.PressOnCardAsync(connector, button), person, consent);

    /// <summary>Connects another account of a service and says yes to everything.</summary>
    public static async Task<Page> ConnectAnotherAsync(this Visitor visitor, string person, string connector = "google_tasks")
    {
        var profile = await visitor.OpenAsync("/profile");
        var button = profile.Document.QuerySelectorAll($"[id^=connection-{connector}] button")
            .Single(one => one.TextContent.Trim() == "Connect another account");
        return await visitor.AnswerProviderAsync(await visitor.PressAsync(profile, button), person);
    }

    /// <summary>Begins to connect: where the app sends the browser.</summary>
    public static async Task<Uri> StartConnectingAsync(
        this Visitor visitor, string connector = "google_drive", string? returnUrl = null)
    {
        using var answer = await visitor.GetAsync(
            $"/connections/{connector}{(returnUrl is null ? "" : "?returnUrl=" + Uri.EscapeDataString(returnUrl))}");
        return answer.Headers.Location ?? throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }

    public static async Task<Stored<Grant>?> GrantAsync(this TestApp app, string person, string connector) =>
        await app.Services.GetRequiredService<GrantRepository>().FindAsync(
            new GrantKey(connector, User.IdOf(app.Sandbox.Issuer, app.AccountOf(person).Subject)).Id, default);

    public static async Task<JsonElement> ConnectionAsync(this Visitor visitor, string connector)
    {
        using var json = JsonDocument.Parse(await (await visitor.GetAsync("/api/connections")).Content.ReadAsStringAsync());
        return json.RootElement.EnumerateArray().Single(one => one.GetProperty("connector").GetString() == connector).Clone();
    }

    public static void UntickEverything(IHtmlFormElement form)
    {
        foreach (var box in form.Elements.OfType<IHtmlInputElement>().Where(input => input.Type == "checkbox"))
            box.IsChecked = false;
    }
}
