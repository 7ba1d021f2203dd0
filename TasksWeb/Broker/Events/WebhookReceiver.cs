using System.Globalization;
using System.Net.Http.Headers;
using System.Threading.RateLimiting;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.Broker.Events;

/// <summary>The result of an attempt to deliver.</summary>
/// <param name="Why">What went wrong, without any text of the receiver; null: it was delivered.</param>
/// <param name="IsNotSent">Nothing was sent: it may not be, or cannot be here.</param>
internal sealed record Delivery(string? Why, TimeSpan? RetryAfter = null, bool IsNotSent = false);

/// <summary>
/// The receiver of one backend. No redirects, no proxy, no response body read. It is sent a few events at a time; a few more wait
/// in memory, and all others in the store. After a timeout it is not called for a while, so that it does not hold up the events
/// of others.
/// </summary>
internal sealed class WebhookReceiver : IDisposable
{
    /// <summary>Events on their way to it at once.</summary>
    internal const int MaxInFlight = 16;

    /// <summary>Streams that are sent or wait in memory.</summary>
    internal const int MaxStreams = 128;

    /// <summary>How soon a round follows the last while streams have turns.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>No more turns between two rounds than streams find room at once.</summary>
    private static readonly TimeSpan ShortestPace = Interval / MaxStreams;

    private readonly Uri _address;
    private readonly IReadOnlyList<byte[]> _keys;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _clock;
    private readonly HttpMessageInvoker _http;
    private readonly ConcurrencyLimiter _slots =
        new(new ConcurrencyLimiterOptions { PermitLimit = MaxInFlight, QueueLimit = MaxStreams - MaxInFlight });
    private readonly Lock _pause = new();

    private int _silences;
    private DateTimeOffset _pausedUntil;

    /// <summary>How long one event of many takes, on average.</summary>
    private TimeSpan _pace = ShortestPace;
    private DateTimeOffset _lastTurn;

    public WebhookReceiver(WebhookOptions webhook, TimeProvider clock)
    {
        (_address, _keys, _timeout, _clock) = (new Uri(webhook.Url!), webhook.Keys(), webhook.Timeout, clock);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxResponseHeadersLength = 64,
            MaxResponseDrainSize = 0,
            ConnectCallback = new ReceiverNetwork(webhook.AllowedNetworks).ConnectAsync,
        });
    }

    /// <summary>Streams have been given a turn that is still to come, or has just come.</summary>
    public bool HasTurns
    {
        get
        {
            lock (_pause)
                return _lastTurn > _clock.GetUtcNow() - TimeSpan.FromSeconds(2);
        }
    }

    /// <summary>The right to send one stream, once one before it has ended; not acquired: too many wait already.</summary>
    public ValueTask<RateLimitLease> EnterAsync(CancellationToken cancellationToken) => _slots.AcquireAsync(1, cancellationToken);

    /// <summary>
    /// When a stream that was not let in is tried again: one after the other, as fast as the receiver has answered lately. So
    /// each of thousands is seldom tried in vain.
    /// </summary>
    public DateTimeOffset NextTurn()
    {
        lock (_pause)
        {
            var now = _clock.GetUtcNow();
            return _lastTurn = (_lastTurn > now ? _lastTurn : now) + _pace;
        }
    }

    public async Task<Delivery> SendAsync(EventMessage message, CancellationToken cancellationToken)
    {
        if (PauseLeft() is { } left)
            return new Delivery("the receiver does not answer", left);
        var begun = _clock.GetTimestamp();
        try
        {
            return await SendOnceAsync(message, cancellationToken);
        }
        finally
        {
            NotePace(_clock.GetElapsedTime(begun) / MaxInFlight);
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _slots.Dispose();
    }

    private async Task<Delivery> SendOnceAsync(EventMessage message, CancellationToken cancellationToken)
    {
        using var request = RequestOf(message);
        using var deadline = Deadline.Start(_timeout, cancellationToken);
        try
        {
            using var answer = await _http.SendAsync(request, deadline.Token);
            NoteAnswered();
            return answer.IsSuccessStatusCode
                ? new Delivery(Why: null)
                : new Delivery(
                    string.Create(CultureInfo.InvariantCulture, $"status {(int)answer.StatusCode}"),
                    answer.Headers.RetryAfter.From(_clock));
        }
        catch (HttpRequestException e)
        {
            NoteSilent();
            return new Delivery(e.InnerException is AddressRefusedException
                ? "the receiver's address is private and not among the AllowedNetworks"
                : "the receiver cannot be reached");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            NoteSilent();
            return new Delivery("the receiver does not answer in time");
        }
    }

    private HttpRequestMessage RequestOf(EventMessage message)
    {
        var at = _clock.GetUtcNow().ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, _address)
        {
            Content = new ByteArrayContent(message.Body)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            },
        };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("TasksWeb", productVersion: null));
        request.Headers.Add("webhook-id", message.Id);
        request.Headers.Add("webhook-timestamp", at.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation(
            "webhook-signature", WebhookSignature.Sign(_keys, message.Id, at, message.Body));
        return request;
    }

    private TimeSpan? PauseLeft()
    {
        lock (_pause)
            return _pausedUntil - _clock.GetUtcNow() is var left && left > TimeSpan.Zero ? left : null;
    }

    private void NotePace(TimeSpan pace)
    {
        lock (_pause)
        {
            var average = ((7 * _pace) + pace) / 8;
            _pace = average > ShortestPace ? average : ShortestPace;
        }
    }

    private void NoteAnswered()
    {
        lock (_pause)
            _silences = 0;
    }

    /// <summary>Timeouts of concurrent attempts count once.</summary>
    private void NoteSilent()
    {
        lock (_pause)
        {
            if (_pausedUntil <= _clock.GetUtcNow())
                _pausedUntil = _clock.GetUtcNow() + BackOff.After(++_silences);
        }
    }
}
