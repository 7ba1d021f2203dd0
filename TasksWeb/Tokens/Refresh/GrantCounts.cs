using System.Diagnostics;
using System.Diagnostics.Metrics;
using TasksWeb.Foundation;
using TasksWeb.Storage;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Revocation;

namespace TasksWeb.Tokens.Refresh;

/// <summary>Counts for the gauges <c>tasksweb.grants</c> and <c>tasksweb.revocations.pending</c>, once a minute.</summary>
internal sealed partial class GrantCounts : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly GrantRepository _grants;
    private readonly RevocationRepository _revocations;
    private readonly ConnectorCatalog _connectors;
    private readonly IDocumentStore _store;
    private readonly TimeProvider _clock;
    private readonly ILogger<GrantCounts> _logger;
    private IReadOnlyList<Measurement<long>> _grantCounts = [];
    private IReadOnlyList<Measurement<long>> _revocationCount = [];

    public GrantCounts(
        GrantRepository grants, RevocationRepository revocations, ConnectorCatalog connectors, IDocumentStore store,
        IMeterFactory meters, TimeProvider clock, ILogger<GrantCounts> logger)
    {
        (_grants, _revocations, _connectors, _store, _clock, _logger) = (grants, revocations, connectors, store, clock, logger);
        var meter = meters.Create(AppMeter.Name);
        meter.CreateObservableGauge(
            "tasksweb.grants", () => _grantCounts, "{grant}", "Grants in the store, by connector and status.");
        meter.CreateObservableGauge(
            "tasksweb.revocations.pending", () => _revocationCount, "{revocation}",
            "Revocations that the provider has not been told of yet.");
    }

    /// <exception cref="StorageUnavailableException">The store does not answer.</exception>
    public async Task CountAsync(CancellationToken cancellationToken)
    {
        await AddMissingGroupsAsync(cancellationToken);
        var counts = new List<Measurement<long>>();
        foreach (var connector in _connectors.All)
        {
            foreach (var (status, name) in new[] { (GrantStatus.Active, "active"), (GrantStatus.Dead, "dead") })
            {
                if (await _grants.CountAsync(connector.Name, status, cancellationToken) is > 0 and var count)
                    counts.Add(new(count, new TagList { { "connector", connector.Name }, { "status", name } }));
            }
        }
        _grantCounts = counts;
        _revocationCount = [new Measurement<long>(await _revocations.CountAsync(cancellationToken))];
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await CountAsync(stoppingToken);
            }
            catch (StorageUnavailableException e)
            {
                LogNotCounted(e.Message);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // An exception from here would end the process.
                LogFailed(e);
            }
        }
    }

    /// <summary>
    /// Version 1.0 stored a tally in place of groups; where one is found, its grants are given their groups once.
    /// </summary>
    private async Task AddMissingGroupsAsync(CancellationToken cancellationToken)
    {
        if (await _store.FindAsync("tallies", "grants", cancellationToken) is not { } tally)
            return;
        await _grants.AddMissingGroupsAsync(cancellationToken);
        await _revocations.AddMissingGroupsAsync(cancellationToken);
        await _store.DeleteAsync("tallies", tally.Id, tally.Version, cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "Grants are not counted: {Why}")]
    private partial void LogNotCounted(string why);

    [LoggerMessage(LogLevel.Error, "Counting grants failed.")]
    private partial void LogFailed(Exception exception);
}
