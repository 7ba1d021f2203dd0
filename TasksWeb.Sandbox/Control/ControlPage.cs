using TasksWeb.Sandbox.Accounts;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Sandbox.Pages;

namespace TasksWeb.Sandbox.Control;

/// <summary>The page at <c>/</c>: accounts, grants and faults.</summary>
internal static class ControlPage
{
    private const int MostPeople = 50;

    private static readonly (string Label, Fault Fault)[] Quick =
    [
        ("Tasks: 401 once", Fault.Answering("tasks", 401)),
        ("Tasks: 401 until cleared", Fault.Answering("tasks", 401, times: 0)),
        ("Tasks: 429, retry after 5 s", Fault.Answering("tasks", 429, reason: "rateLimitExceeded", retryAfter: 5)),
        ("Tasks: 503 twice", Fault.Answering("tasks", 503, times: 2)),
        ("Tasks: hang", Fault.Of("tasks", FaultKind.Hang)),
        ("Tasks: HTML instead of JSON", Fault.Of("tasks", FaultKind.Html)),
        ("Tasks: truncated JSON", Fault.Of("tasks", FaultKind.Truncate)),
        ("Drive: 503 until cleared", Fault.Answering("drive", 503, times: 0)),
        ("Calendar: 403 forbidden", Fault.Answering("calendar", 403)),
        ("Health: 429, retry after 5 s", Fault.Answering("health", 429, reason: "rateLimitExceeded", retryAfter: 5)),
        ("Fitbit: expired_token in a body with 400", Fault.Answering("fitbit_heart", 400, reason: "expired_token")),
        ("Fitbit: gone for good (410)", Fault.Answering("fitbit", 410, times: 0)),
        ("Token: invalid_grant", Fault.OAuth("token", "invalid_grant")),
        ("Token: 503 until cleared", Fault.Answering("token", 503, times: 0)),
        ("Token: drop after processing", Fault.Of("token", FaultKind.DropAfter)),
        ("Token: 3 s late", Fault.Delaying("token", TimeSpan.FromSeconds(3))),
        ("Token: ID token with alg none", Fault.With(IdTokenFlaw.AlgNone)),
    ];

    public static Task WriteAsync(HttpContext context, SandboxServer server) =>
        Page.WriteAsync(context, StatusCodes.Status200OK, "Sandbox controls", Html.Of($"""
            <p>Accounts, tokens and tasks of local stand-ins for Google, Fitbit and an OpenID provider at <code>{server.Address.ToString()}</code>. Everything is in memory.</p>
            {People(server)}
            {Settings(server)}
            {Faults(server)}
            {Traffic(server)}
            {Manual}
            """), wide: true);

    private static Html People(SandboxServer server) => Html.Of($"""
        <h2>People and what they allowed</h2>
        <div class="scroll"><table>
        <thead><tr><th scope="col">Person</th><th scope="col">Allowed scopes</th><th scope="col">Refresh tokens</th><th scope="col">Actions</th></tr></thead>
        <tbody>{Html.Each(server.Accounts.All.Take(MostPeople), account => Person(server, account))}</tbody>
        </table></div>
        """);

    private static Html Person(SandboxServer server, Account account)
    {
        var grants = server.Authorities.SelectMany(authority => authority.Grants.All)
            .Where(grant => grant.Account == account).ToArray();
        var scopes = grants.SelectMany(grant => grant.Scopes).Distinct(StringComparer.Ordinal).ToArray();
        return Html.Of($"""
            <tr><th scope="row">{account.Name}<br><span class="quiet">{account.Email}</span></th>
            <td>{(scopes.Length == 0 ? "none" : string.Join(" · ", scopes.Select(scope => scope[(scope.LastIndexOf('/') + 1)..])))}</td>
            <td>{grants.Sum(grant => grant.LiveRefreshTokens)}</td>
            <td>{Button($"/sandbox/people/{account.Subject}/expire", "Expire access tokens", account.Name)}
            {Button($"/sandbox/people/{account.Subject}/revoke", "Revoke everything", account.Name)}</td></tr>
            """);
    }

    private static Html Settings(SandboxServer server)
    {
        var rotates = server.Grants.RotateRefreshTokens;
        return Html.Of($"""
            <h2>Refresh tokens</h2>
            <p>{(rotates ? "Every refresh answers with a new refresh token, and using an old one ends the grant." : "A refresh token stays the same, as at Google.")}</p>
            <div class="buttons">
            {Button("/sandbox/settings", rotates ? "Stop rotating" : "Rotate at every refresh", null, ("rotateRefreshTokens", rotates ? "false" : "true"))}
            {Button("/sandbox/keys/rotate", "Change the signing key", null)}
            </div>
            """);
    }

    private static Html Faults(SandboxServer server)
    {
        var set = server.Faults.All;
        return Html.Of($"""
            <h2>What goes wrong</h2>
            {(set.Count == 0 ? Html.Of($"<p>Nothing: every answer is as documented.</p>") : FaultTable(set))}
            <div class="buttons">{Html.Each(Quick, quick => Button("/sandbox/faults", quick.Label, null, Fields(quick.Fault)))}</div>
            <form method="post" action="/sandbox/faults">
            <div class="fields">
            <div><label class="field" for="endpoint">Endpoint</label><select id="endpoint" name="endpoint">{Options([.. FaultEndpoints.Names])}</select></div>
            <div><label class="field" for="kind">Fault</label><select id="kind" name="kind">{Options(["status", "delay", "hang", "html", "empty", "truncate", "drop_mid_body", "stall_mid_body", "trickle", "not_gzip", "big", "drop", "drop_after", "oauth_error"])}</select></div>
            <div><label class="field" for="status">Status</label><input type="number" id="status" name="status" min="200" max="599" value="503"></div>
            <div><label class="field" for="milliseconds">Delay in ms</label><input type="number" id="milliseconds" name="milliseconds" min="0" value="1000"></div>
            <div><label class="field" for="error">OAuth error</label><select id="error" name="error">{Options(["invalid_grant", "invalid_client", "temporarily_unavailable", "access_denied"])}</select></div>
            <div><label class="field" for="times">Times (0 = until cleared)</label><input type="number" id="times" name="times" min="0" value="1"></div>
            </div>
            <div class="buttons"><button class="main">Set this fault</button></div>
            </form>
            """);
    }

    private static Html FaultTable(IReadOnlyList<FaultState> set) => Html.Of($"""
        <div class="scroll"><table>
        <thead><tr><th scope="col">Endpoint</th><th scope="col">Fault</th><th scope="col">Met</th><th scope="col">Times</th></tr></thead>
        <tbody>{Html.Each(set, state => Html.Of($"""
            <tr><td>{state.Fault.Endpoint}</td><td>{Describe(state.Fault)}</td><td>{state.Hits}</td>
            <td>{(state.Fault.Times == 0 ? "until cleared" : state.Fault.Times.ToString(System.Globalization.CultureInfo.InvariantCulture))}</td></tr>
            """))}</tbody></table></div>
        <div class="buttons">{Button("/sandbox/faults/clear", "Clear all faults", null)}</div>
        """);

    private static string Describe(Fault fault) => string.Join(' ', Fields(fault)
        .Where(field => field.Name is not ("endpoint" or "times")).Select(field => field.Value));

    private static Html Traffic(SandboxServer server) => Html.Of($"""
        <h2>Traffic</h2>
        <p>Code exchanges: {server.CodeExchangeCount}. Refreshes: {server.ExchangeCount}.</p>
        <details><summary>Calls by path</summary><div class="scroll"><table>
        <thead><tr><th scope="col">Path</th><th scope="col">Calls</th></tr></thead>
        <tbody>{Html.Each(server.Traffic.Calls.OrderByDescending(call => call.Value).Take(30), call => Html.Of($"<tr><td>{call.Key}</td><td>{call.Value}</td></tr>"))}</tbody>
        </table></div></details>
        """);

    private static Html Manual { get; } = Html.Of($$"""
        <h2>The same over HTTP</h2>
        <p>From this machine only. JSON in, JSON out.</p>
        <pre tabindex="0">GET    /sandbox/state
        GET    /sandbox/faults
        POST   /sandbox/faults         {"endpoint":"tasks","kind":"status","status":429,"reason":"rateLimitExceeded","retryAfter":5,"times":2}
        DELETE /sandbox/faults         or /sandbox/faults/{id}; what hangs goes on
        POST   /sandbox/people         {"name":"Kim Lee","email":"kim@example.com"}
        POST   /sandbox/people/{sub or email}/expire    access tokens die, refresh tokens stay; ?authority=google, fitbit or oidc
        POST   /sandbox/people/{sub or email}/revoke    everything dies
        POST   /sandbox/people/{sub or email}/tasks     {"lists":20,"tasks":1000} more lists, with so many tasks each
        POST   /sandbox/settings       {"authority":"google","rotateRefreshTokens":true,"repeatGrace":true,"accessTokenLifetimeSeconds":3600}
        POST   /sandbox/apps           {"address":"http://localhost:5080"} registers its redirect URIs
        POST   /sandbox/keys/rotate    ?forgetOld=true drops the old key from the JWKS
        DELETE /sandbox/counters</pre>
        <p>A fault: <code>endpoint</code> (authorize, token, revoke, userinfo, certs, tasks, or a path prefix), <code>kind</code>,
        <code>times</code> (1; 0 = until cleared), <code>skip</code> (requests to let pass first), and by kind:</p>
        <pre tabindex="0">delay           milliseconds                    hang            until cleared
        status          status, reason, retryAfter      html, empty     status
        truncate        half the JSON, as if whole      drop_mid_body, stall_mid_body, trickle, not_gzip
        big             bytes (10 MB)                   redirect        location, status
        drop            before it is processed          drop_after      processed, then dropped
        oauth_error     error, status
        expires_in      expiresIn: missing, zero, negative, huge, text
        id_token        idToken: wrong_issuer, wrong_audience, bad_signature, alg_none, hs256, wrong_nonce,
                        missing_sub, unknown_kid, expired, missing
        scope           scope: the one left out; without it the whole member is missing</pre>
        """);

    private static (string Name, string Value)[] Fields(Fault fault)
    {
        var json = System.Text.Json.JsonSerializer.SerializeToNode(fault, Http.Answer.Json)!.AsObject();
        return [.. json.Where(member => member.Value is not null && (member.Key != "skip" || fault.Skip > 0))
            .Select(member => (member.Key, member.Value!.ToString()))];
    }

    private static Html Button(string action, string label, string? whom, params (string Name, string Value)[] fields) => Html.Of($"""
        <form method="post" action="{action}">{Html.Each(fields, field => Html.Of($"""<input type="hidden" name="{field.Name}" value="{field.Value}">"""))}<button{(whom is null ? Html.None : Html.Of($""" aria-label="{label}: {whom}" """))}>{label}</button></form>
        """);

    private static Html Options(string[] values) => Html.Each(values, value => Html.Of($"<option>{value}</option>"));
}
