using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Sandbox.Processes;
using TasksWeb.Tests.App;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tests.Instances;

/// <summary>What several instances share, and what they must not do twice.</summary>
[Collection(SharedInstances.Name)]
public sealed class InstancesTests(InstancesFixture instances)
{
    private const int Callers = 1000;

    private TasksWebProcess One => instances.Apps[0];

    private TasksWebProcess Two => instances.Apps[1];

    private TasksWebProcess Three => instances.Apps[2];

    [Fact]
    public async Task Signed_in_on_one_a_person_works_on_the_others_with_cookie_form_and_id_token()
    {
        using var visitor = await instances.SignInAsync(One, "Ichiro");

        using var lists = await GetAsync(visitor, Two);
        Assert.Equal(HttpStatusCode.OK, lists.StatusCode);

        var page = await visitor.OpenAsync("/profile");
        using var form = new FormUrlEncodedContent(
            [new("__RequestVerificationToken", Antiforgery(page)), new("culture", "ja"), new("returnUrl", "/")]);
        using var language = await visitor.SendAsync(new(HttpMethod.Post, new Uri(Two.Address, "/language")) { Content = form });
        Assert.Equal(HttpStatusCode.Redirect, language.StatusCode);

        using var made = await visitor.SendAsync(new(HttpMethod.Post, new Uri(One.Address, "/api/session/id-token")));
        var token = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("idToken").GetString();
        using var stranger = new Visitor(Three.Address);
        using var withToken = new HttpRequestMessage(HttpMethod.Get, new Uri(Three.Address, "/api/tasklists"));
        withToken.Headers.Authorization = new("Bearer", token);
        // Behind one proxy all have one name, and tokens are made out for it.
        withToken.Headers.Host = One.Address.Authority;
        using var answer = await stranger.SendAsync(withToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Signed_out_everywhere_on_one_a_person_is_signed_out_on_all_within_seconds()
    {
        using var visitor = await instances.SignInAsync(One, "Jiro");
        using var elsewhere = new Visitor(Two.Address);
        await elsewhere.SignInAsync("Jiro");
        foreach (var app in instances.Apps)
        {
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(visitor, app)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(elsewhere, app)).StatusCode);
        }

        var page = await visitor.OpenAsync("/profile");
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", Antiforgery(page))]);
        using var signedOut = await visitor.SendAsync(
            new(HttpMethod.Post, new Uri(Three.Address, "/auth/logout-everywhere")) { Content = form });
        Assert.True(signedOut.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.SeeOther, $"{signedOut.StatusCode}");

        await StoredGrants.UntilAsync(
            async () =>
            {
                var statuses = await Task.WhenAll(
                    instances.Apps.Select(async app => (await GetAsync(elsewhere, app)).StatusCode));
                return statuses.All(status => status == HttpStatusCode.Unauthorized);
            },
            "every instance has heard of it");
    }

    [Fact]
    public async Task A_thousand_callers_on_three_instances_make_one_exchange_of_a_rotating_token()
    {
        using var visitor = await instances.SignInAsync(One, "Saburo");
        instances.Expire("Saburo");

        var statuses = await Task.WhenAll(Enumerable.Range(0, Callers).Select(async call =>
        {
            using var answer = await GetAsync(visitor, instances.Apps[call % 3]);
            return answer.StatusCode;
        }));

        Assert.Equal([HttpStatusCode.OK], statuses.Distinct());
        Assert.Equal(1, instances.ExchangesOf("Saburo"));
    }

    [Fact]
    public async Task What_is_due_is_renewed_by_exactly_one_instance()
    {
        var people = Enumerable.Range(0, 36).Select(number => instances.Google.Accounts.Add($"Person {number}")).ToList();
        await using var rooms = instances.OpenRooms();
        var (vault, grants) = (
            rooms.Services.GetRequiredService<TokenVault>(), rooms.Services.GetRequiredService<GrantRepository>());
        await Task.WhenAll(people.Select(async person =>
        {
            var tokens = instances.Google.Grants.Issue(person, instances.Google.Client, [ProviderSteps.TasksScope]);
            // Half of its life is ahead of its end: due in a second.
            await vault.SaveAsync(
                KeyOf(person),
                new TokenResponse.Granted(tokens.AccessToken, tokens.RefreshToken, TimeSpan.FromSeconds(2), Scopes: null, IdToken: null), default);
        }));

        await StoredGrants.UntilAsync(
            async () =>
                (await Task.WhenAll(people.Select(async person => (await grants.FindAsync(KeyOf(person).Id, default))!.Value)))
                .All(grant => grant.Lease is null && grant.ExpiresAt - grant.IssuedAt > TimeSpan.FromMinutes(1)),
            "every grant is renewed");

        var subjects = people.Select(person => person.Subject).ToHashSet(StringComparer.Ordinal);
        var exchanges = instances.Google.Traffic.Refreshes.Where(refresh => subjects.Contains(refresh.Subject!)).ToList();
        Assert.Equal(people.Count, exchanges.Count);
        Assert.Equal(people.Count, exchanges.DistinctBy(exchange => exchange.Subject).Count());
    }

    [Fact]
    public async Task An_instance_without_the_database_makes_no_exchange_and_recovers()
    {
        using var wire = new CutWire(instances.Mongo.Port);
        await using var app = await instances.StartAsync(wire);
        using var visitor = await instances.SignInAsync(app, "Shiro");
        instances.Expire("Shiro");

        wire.Cut();
        using (var refused = await GetAsync(visitor, app))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
            Assert.False(refused.Headers.Contains("Set-Cookie"));
        }
        Assert.Equal(0, instances.ExchangesOf("Shiro"));

        wire.Mend();
        await StoredGrants.UntilAsync(async () => (await GetAsync(visitor, app)).StatusCode == HttpStatusCode.OK, "it serves again");
        Assert.Equal(1, instances.ExchangesOf("Shiro"));
    }

    [Fact]
    public async Task The_refresh_of_a_killed_instance_is_taken_over_after_its_lease()
    {
        await using var doomed = await instances.StartAsync(lease: TimeSpan.FromSeconds(6));
        using var visitor = await instances.SignInAsync(doomed, "Goro");
        instances.Expire("Goro");
        var call = await instances.Google.HangInExchangeAsync(() => GetAsync(visitor, doomed));
        doomed.Kill();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => call);
        instances.Google.Faults.Clear();

        await StoredGrants.UntilAsync(
            async () => (await GetAsync(visitor, Two)).StatusCode == HttpStatusCode.OK, "another has taken it over");

        Assert.Equal(1, instances.ExchangesOf("Goro"));
    }

    private static GrantKey KeyOf(Account person) => new("google_tasks", person.Subject);

    private static string Antiforgery(Page page) =>
        page.Document.QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!;

    private static Task<HttpResponseMessage> GetAsync(Visitor visitor, TasksWebProcess app) =>
        visitor.SendAsync(new(HttpMethod.Get, new Uri(app.Address, "/api/tasklists")));
}
