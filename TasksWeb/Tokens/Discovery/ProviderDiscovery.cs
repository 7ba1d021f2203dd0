using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using TasksWeb.Storage;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tokens.Discovery;

/// <summary>
/// Gives every provider that is configured by its <c>Issuer</c> its endpoints: before the first request is answered, then once a
/// day. While an issuer is unavailable, its last metadata stays in use, also across restarts.
/// </summary>
public sealed partial class ProviderDiscovery : BackgroundService
{
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromDays(1);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaxRetryInterval = TimeSpan.FromHours(1);

    private readonly ProviderOptions[] _providers;
    private readonly ConcurrentDictionary<ProviderOptions, (int Count, DateTimeOffset NextAt)> _failures = new();
    private readonly MetadataReader _reader;
    private readonly ProviderMetadataRepository _kept;
    private readonly TimeProvider _clock;
    private readonly ILogger<ProviderDiscovery> _logger;

    public ProviderDiscovery(
        IOptions<ConnectorsOptions> options, MetadataReader reader, ProviderMetadataRepository kept, TimeProvider clock,
        ILogger<ProviderDiscovery> logger)
    {
        (_reader, _kept, _clock, _logger) = (reader, kept, clock, logger);
        _providers = [.. options.Value.Providers.Values.Where(provider => provider.IsDiscovered)];
    }

    /// <summary>Raised when the endpoints of a provider have changed.</summary>
    public event EventHandler? Changed;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>
    /// Loads stored metadata and requests the rest: enough for a command, which runs nothing in the background.
    /// </summary>
    internal async Task LoadAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_providers.Select(provider => RecallAsync(provider, cancellationToken)));
        await DiscoverAsync(provider => provider.Metadata is null, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (_providers.Length > 0)
        {
            await Task.Delay(RetryInterval, _clock, stoppingToken);
            await RetryAsync(stoppingToken);
        }
    }

    /// <summary>Reads the metadata of every issuer that has none yet, or none newer than a day.</summary>
    internal Task RefreshAsync(CancellationToken cancellationToken) => DiscoverAsync(IsOld, cancellationToken);

    /// <summary>The same, but for those that have failed and are to be asked later.</summary>
    internal Task RetryAsync(CancellationToken cancellationToken) =>
        DiscoverAsync(provider => IsOld(provider) && IsToBeRetried(provider), cancellationToken);

    private bool IsOld(ProviderOptions provider) =>
        provider.Metadata is not { } known || _clock.GetUtcNow() - known.ReadAt > RefreshInterval;

    private bool IsToBeRetried(ProviderOptions provider) =>
        !_failures.TryGetValue(provider, out var failed) || _clock.GetUtcNow() >= failed.NextAt;

    private Task DiscoverAsync(Func<ProviderOptions, bool> isWanted, CancellationToken cancellationToken) =>
        Task.WhenAll(_providers.Where(isWanted).Select(provider => DiscoverAsync(provider, cancellationToken)));

    private async Task DiscoverAsync(ProviderOptions provider, CancellationToken cancellationToken)
    {
        try
        {
            var read = await _reader.ReadAsync(provider.Issuer!, cancellationToken);
            var isOther = provider.Metadata is not { } known || known with { ReadAt = read.ReadAt } != read;
            provider.Metadata = read;
            _failures.TryRemove(provider, out _);
            if (isOther)
                Changed?.Invoke(this, EventArgs.Empty);
            await _kept.UpsertAsync(read.Issuer, _ => read with { ReadAt = read.ReadAt.ToStored() }, cancellationToken);
        }
        catch (MetadataException e)
        {
            var failures = _failures.GetValueOrDefault(provider).Count + 1;
            _failures[provider] = (failures, _clock.GetUtcNow() + RetryAfter(provider, failures));
            if (provider.Metadata is { } known)
                LogOld(provider.Issuer!, known.ReadAt, e.Message);
            else
                LogMissing(provider.Issuer!, e.Message);
        }
        catch (StorageUnavailableException e)
        {
            LogNotKept(provider.Issuer!, e.Message);
        }
    }

    /// <summary>Nothing can be connected without any metadata: then every minute.</summary>
    private static TimeSpan RetryAfter(ProviderOptions provider, int failures)
    {
        if (provider.Metadata is null)
            return RetryInterval;
        var wait = RetryInterval * Math.Pow(2, Math.Min(failures, 10) - 1);
        return wait < MaxRetryInterval ? wait : MaxRetryInterval;
    }

    private async Task RecallAsync(ProviderOptions provider, CancellationToken cancellationToken)
    {
        try
        {
            provider.Metadata = (await _kept.FindAsync(provider.Issuer!, cancellationToken))?.Value;
            if (provider.Metadata is not null)
                Changed?.Invoke(this, EventArgs.Empty);
        }
        catch (StorageUnavailableException e)
        {
            LogNotKept(provider.Issuer!, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Error, "The metadata of {Issuer} cannot be used, so nothing can be connected there yet: {Why}")]
    private partial void LogMissing(string issuer, string why);

    [LoggerMessage(LogLevel.Warning, "The metadata of {Issuer} cannot be read again, that of {ReadAt:u} holds: {Why}")]
    private partial void LogOld(string issuer, DateTimeOffset readAt, string why);

    [LoggerMessage(LogLevel.Warning, "The metadata of {Issuer} is not stored: {Why}")]
    private partial void LogNotKept(string issuer, string why);
}
