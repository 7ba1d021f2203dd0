using System.Globalization;
using System.Text.Json;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Sandbox.Authorization;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Sandbox.Http;

namespace TasksWeb.Sandbox.Control;

/// <summary>
/// <c>/sandbox/…</c>: the same switches over HTTP, as JSON or as the control page's forms (which come back to the page).
/// Loopback only, and never for a post from another site.
/// </summary>
internal sealed class ControlEndpoints(SandboxServer server)
{
    private const int MostLists = 100;
    private const int MostTasks = 5000;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/", SameSite.LocalOnly(context => ControlPage.WriteAsync(context, server)));
        app.MapGet("/sandbox/state", SameSite.LocalOnly(context => Ok(context, ControlState.Of(server))));
        app.MapGet("/sandbox/faults", SameSite.LocalOnly(context => Ok(context, server.Faults.All)));
        app.MapPost("/sandbox/faults", SameSite.LocalOnly(AddFaultAsync));
        app.MapDelete("/sandbox/faults", SameSite.LocalOnly(context => DoAsync(context, server.Faults.Clear)));
        app.MapDelete("/sandbox/faults/{id:int}", SameSite.LocalOnly(ClearFaultAsync));
        // Forms cannot send DELETE.
        app.MapPost("/sandbox/faults/clear", SameSite.LocalOnly(context => DoAsync(context, server.Faults.Clear)));
        app.MapPost("/sandbox/people", SameSite.LocalOnly(AddPersonAsync));
        app.MapPost("/sandbox/people/{person}/expire", SameSite.LocalOnly(context =>
            ForPersonAsync(context, static (grants, person) => grants.ExpireAccessTokens(person))));
        app.MapPost("/sandbox/people/{person}/revoke", SameSite.LocalOnly(context =>
            ForPersonAsync(context, static (grants, person) => grants.Revoke(person))));
        app.MapPost("/sandbox/people/{person}/security-event", SameSite.LocalOnly(SendSecurityEventAsync));
        app.MapPost("/sandbox/people/{person}/tasks", SameSite.LocalOnly(FillTasksAsync));
        app.MapPost("/sandbox/settings", SameSite.LocalOnly(ChangeSettingsAsync));
        app.MapPost("/sandbox/apps", SameSite.LocalOnly(AllowAppAsync));
        app.MapPost("/sandbox/keys/rotate", SameSite.LocalOnly(context =>
            DoAsync(context, () => server.RotateSigningKey(context.Request.Query["forgetOld"] == "true"))));
        app.MapDelete("/sandbox/counters", SameSite.LocalOnly(context => DoAsync(context, server.Traffic.Reset)));
    }

    private async Task AddFaultAsync(HttpContext context)
    {
        if (await ReadAsync<Fault>(context) is not { } fault)
        {
            return;
        }

        try
        {
            await DoneAsync(context, StatusCodes.Status201Created, new { id = server.Faults.Add(fault) });
        }
        catch (ArgumentException unusable)
        {
            await BadAsync(context, unusable.Message);
        }
    }

    private Task ClearFaultAsync(HttpContext context) =>
        int.TryParse(context.Request.RouteValues["id"] as string, CultureInfo.InvariantCulture, out var id)
            && server.Faults.Clear(id)
            ? DoneAsync(context)
            : Answer.JsonAsync(context, StatusCodes.Status404NotFound, new { error = "No such fault." });

    private async Task AddPersonAsync(HttpContext context)
    {
        if (await ReadAsync<NewPerson>(context) is not { } person)
        {
            return;
        }

        try
        {
            var added = server.Accounts.Add(person.Name, person.Email);
            await DoneAsync(context, StatusCodes.Status201Created, new { added.Subject, added.Email });
        }
        catch (ArgumentException unusable)
        {
            await BadAsync(context, unusable.Message);
        }
    }

    /// <summary>At every authority, or at the one that <c>?authority=</c> names.</summary>
    private Task ForPersonAsync(HttpContext context, Action<Grants, Account> act)
    {
        if (server.Accounts.Find(context.Request.RouteValues["person"] as string) is not { } account)
        {
            return Answer.JsonAsync(context, StatusCodes.Status404NotFound, new { error = "No such person." });
        }

        var only = context.Request.Query["authority"].ToString();
        foreach (var authority in server.Authorities.Where(authority => only.Length == 0 || authority.Key == only))
        {
            act(authority.Grants, account);
        }

        return DoneAsync(context);
    }

    private async Task SendSecurityEventAsync(HttpContext context)
    {
        var query = context.Request.Query;
        if (server.Accounts.Find(context.Request.RouteValues["person"] as string) is not { } account)
        {
            await Answer.JsonAsync(context, StatusCodes.Status404NotFound, new { error = "No such person." });
            return;
        }

        if (!Uri.TryCreate(query["to"], UriKind.Absolute, out var receiver) || !receiver.IsLoopback || query["type"].Count == 0)
        {
            await BadAsync(context, "type: for example sessions-revoked; to: the receiver's address on this computer.");
            return;
        }

        var token = server.CreateSecurityEvent(account, query["type"].ToString());
        using var answer = await SandboxServer.SendSecurityEventAsync(receiver, token);
        await DoneAsync(context, StatusCodes.Status200OK, new { status = (int)answer.StatusCode });
    }

    private async Task FillTasksAsync(HttpContext context)
    {
        if (await ReadAsync<Filling>(context) is not { } filling)
        {
            return;
        }

        if (filling is not { Lists: >= 1 and <= MostLists, Tasks: >= 0 and <= MostTasks })
        {
            await BadAsync(context, $"lists: 1 to {MostLists}; tasks: up to {MostTasks} in each");
            return;
        }

        if (server.Accounts.Find(context.Request.RouteValues["person"] as string) is not { } account)
        {
            await Answer.JsonAsync(context, StatusCodes.Status404NotFound, new { error = "No such person." });
            return;
        }

        server.Accounts.FillTasks(account, filling.Lists, filling.Tasks);
        await DoneAsync(context);
    }

    private async Task ChangeSettingsAsync(HttpContext context)
    {
        if (await ReadAsync<Settings>(context) is not { } settings)
        {
            return;
        }

        if (settings.AccessTokenLifetimeSeconds is < 1 or > 86_400 * 365)
        {
            await BadAsync(context, "accessTokenLifetimeSeconds: 1 second to a year");
            return;
        }

        if (server.Authorities.FirstOrDefault(authority => authority.Key == (settings.Authority ?? "google"))?.Grants is not { } grants)
        {
            await BadAsync(context, $"authority: {string.Join(", ", server.Authorities.Select(authority => authority.Key))}");
            return;
        }

        grants.RotateRefreshTokens = settings.RotateRefreshTokens ?? grants.RotateRefreshTokens;
        grants.RepeatGrace = settings.RepeatGrace ?? grants.RepeatGrace;
        grants.AccessTokenLifetime = settings.AccessTokenLifetimeSeconds is { } seconds
            ? TimeSpan.FromSeconds(seconds)
            : grants.AccessTokenLifetime;
        await DoneAsync(context);
    }

    private async Task AllowAppAsync(HttpContext context)
    {
        if (await ReadAsync<AppAddress>(context) is not { } app)
        {
            return;
        }

        if (!app.Address.IsAbsoluteUri || app.Address.Scheme is not ("http" or "https"))
        {
            await BadAsync(context, "address: where the app is, such as http://localhost:5080");
            return;
        }

        server.AllowApp(app.Address);
        await DoneAsync(context);
    }

    private static Task DoAsync(HttpContext context, Action act)
    {
        act();
        return DoneAsync(context);
    }

    /// <summary>Null when it cannot be read; the answer is then written.</summary>
    private static async Task<T?> ReadAsync<T>(HttpContext context)
        where T : class
    {
        try
        {
            if (context.Request.HasJsonContentType())
            {
                return await context.Request.ReadFromJsonAsync<T>(Answer.Json, context.RequestAborted);
            }

            if (await context.Request.ReadFormOrNullAsync() is { } form)
            {
                return FormJson.Read<T>(form);
            }

            await BadAsync(context, "Send JSON (application/json) or a form.");
        }
        catch (JsonException malformed)
        {
            await BadAsync(context, malformed.Message);
        }

        return null;
    }

    private static Task Ok<T>(HttpContext context, T body)
    {
        Answer.NoStore(context);
        return Answer.JsonAsync(context, StatusCodes.Status200OK, body);
    }

    private static Task DoneAsync(HttpContext context) => DoneAsync(context, StatusCodes.Status200OK, new { done = true });

    private static Task DoneAsync<T>(HttpContext context, int status, T body)
    {
        if (!context.Request.HasFormContentType)
        {
            return Answer.JsonAsync(context, status, body);
        }

        context.Response.Headers.Location = "/";
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        return Task.CompletedTask;
    }

    private static Task BadAsync(HttpContext context, string message) =>
        Answer.JsonAsync(context, StatusCodes.Status400BadRequest, new { error = message });

    private sealed record NewPerson
    {
        public required string Name { get; init; }

        public string? Email { get; init; }
    }

    private sealed record Filling
    {
        public int Lists { get; init; } = 20;

        public int Tasks { get; init; } = 1000;
    }

    private sealed record AppAddress
    {
        public required Uri Address { get; init; }
    }

    private sealed record Settings
    {
        /// <summary>Whose; Google's unless said.</summary>
        public string? Authority { get; init; }

        public bool? RotateRefreshTokens { get; init; }

        public bool? RepeatGrace { get; init; }

        public int? AccessTokenLifetimeSeconds { get; init; }
    }
}
