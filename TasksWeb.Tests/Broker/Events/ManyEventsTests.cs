using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Tests.App;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tests.Broker.Events;

/// <summary>What thousands of events at once cost the store.</summary>
public sealed class ManyEventsTests
{
    private const int Grants = 2000;

    /// <summary>To queue an event, claim it, hold it and note its outcome, and to claim it again if its turn comes later.</summary>
    private const int MostOperations = 12;

    [Fact]
    public async Task Thousands_of_grants_that_die_at_once_cost_a_few_operations_each()
    {
        await using var receiver = await Receiver.StartAsync();
        WatchedStore? store = null;
        await using var app = await TestApp.StartAsync(
            settings: receiver.Settings(), wrapStore: inner => store = new WatchedStore(inner));
        var vault = app.Services.GetRequiredService<TokenVault>();
        await Task.WhenAll(Enumerable.Range(0, Grants).Select(number => vault.SaveAsync(
            new GrantKey("google_drive", $"broker:reports/customer-{number}"),
            new TokenResponse.Granted($"a/{number}", $"r/{number}", TimeSpan.FromHours(1), null, null), default)));
        await receiver.UntilAsync(Grants, "all are connected");
        Assert.InRange(store!.OperationsOf("events"), Grants, MostOperations * Grants);
        var before = store.OperationsOf("events");
        // A receiver that takes its time for each: far more events wait than it is sent at once.
        receiver.Answer = (_, _) => Task.Delay(TimeSpan.FromMilliseconds(50));
        app.Clock.Advance(TimeSpan.FromHours(2));

        await app.UpkeepAsync();
        await receiver.UntilAsync(2 * Grants, "all have died");

        var died = receiver.All.Where(one => one.Type == GrantEventType.Died)
            .Select(one => one.Data.GetProperty("identifier").GetString()).ToList();
        Assert.Equal((Grants, Grants), (died.Count, died.Distinct().Count()));
        Assert.Equal(2 * Grants, receiver.All.Count);
        Assert.InRange(store.OperationsOf("events") - before, Grants, MostOperations * Grants);
        Assert.Equal(0, receiver.Forged);
    }
}
