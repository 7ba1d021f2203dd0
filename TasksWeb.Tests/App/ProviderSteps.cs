using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using TasksWeb.Sandbox.Accounts;

namespace TasksWeb.Tests.App;

/// <summary>A sign-in step by step, for tests that come between the steps.</summary>
public static class ProviderSteps
{
    public const string TasksScope = "https://www.googleapis.com/auth/tasks";

    /// <summary>Follows the sign-in button: where the app sends the browser.</summary>
    public static async Task<Uri> StartSignInAsync(this Visitor visitor, string returnUrl = "/tasks")
    {
        using var answer = await visitor.GetAsync($"/auth/login?returnUrl={Uri.EscapeDataString(returnUrl)}");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!;
    }

    /// <summary>The person says yes on the provider's page: where the provider sends the browser, with a code.</summary>
    /// <param name="withTasks">Every box is ticked; else none is.</param>
    public static async Task<Uri> ConsentAsync(this TestApp app, Uri authorize, Account account, bool withTasks = true)
    {
        using var provider = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        var fields = new List<KeyValuePair<string, string>>
        {
            new("request", authorize.Query), new("account", account.Subject), new("decision", "allow"),
        };
        if (withTasks)
            fields.AddRange(authorize.Parameter("scope").Split(' ').Select(scope => KeyValuePair.Create("scope", scope)));
        using var form = new FormUrlEncodedContent(fields);
        using var answer = await provider.PostAsync(
            new Uri(app.Sandbox.Address, new Uri(authorize, "consent").AbsolutePath), form);
        return answer.Headers.Location
            ?? throw new InvalidOperationException($"The provider did not answer: {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>The whole way to the app's answer to the callback.</summary>
    public static async Task<HttpResponseMessage> CallBackAsync(
        this TestApp app, Visitor visitor, Account account, string returnUrl = "/tasks", bool withTasks = true)
    {
        var callback = await app.ConsentAsync(await visitor.StartSignInAsync(returnUrl), account, withTasks);
        return await visitor.GetAsync(callback.PathAndQuery);
    }

    public static string Parameter(this Uri address, string name) => QueryHelpers.ParseQuery(address.Query)[name].ToString();

    public static bool Has(this Uri address, string name) => QueryHelpers.ParseQuery(address.Query).ContainsKey(name);

    /// <summary>The same address with this parameter instead of the one it has; null takes it out.</summary>
    public static Uri With(this Uri address, string name, string? value)
    {
        var rest = QueryHelpers.ParseQuery(address.Query)
            .Where(pair => pair.Key != name)
            .SelectMany(pair => pair.Value, (pair, one) => KeyValuePair.Create(pair.Key, one));
        var query = value is null ? rest : rest.Append(KeyValuePair.Create(name, (string?)value));
        return new Uri(QueryHelpers.AddQueryString(address.GetLeftPart(UriPartial.Path), query));
    }
}
