using System.Globalization;
using System.Net.Http.Headers;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.Broker.Events;

/// <summary>What came of an attempt to deliver.</summary>
/// <param name="Why">What went wrong, without anything the receiver has said; null: it was delivered.</param>
internal sealed record Delivery(string? Why, TimeSpan? RetryAfter = null);

/// <summary>
/// The receiver of one backend. No redirects, no proxy, no answer read. One that does not answer in time is left alone for a
/// while, so that it does not hold up the events of others.
/// </summary>
internal sealed class WebhookReceiver : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Uri _address;
    private readonly byte[] _key;
    private readonly TimeProvider _clock;
    private readonly HttpMessageInvoker _http;
    private readonly Lock _pause = new();

    private int _silences;
    private DateTimeOffset _pausedUntil;

    public WebhookReceiver(WebhookOptions webhook, TimeProvider clock)
    {
        (_address, _key, _clock) = (new Uri(webhook.Url!), webhook.Key()!, clock);
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

    public async Task<Delivery> SendAsync(EventMessage message, CancellationToken cancellationToken)
    {
        if (PauseLeft() is { } left)
            return new Delivery("the receiver does not answer", left);
        using var request = RequestOf(message);
        using var deadline = Deadline.Start(Patience, cancellationToken);
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

    public void Dispose() => _http.Dispose();

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
        request.Headers.TryAddWithoutValidation("webhook-signature", WebhookSignature.Sign(_key, message.Id, at, message.Body));
        return request;
    }

    private TimeSpan? PauseLeft()
    {
        lock (_pause)
            return _pausedUntil - _clock.GetUtcNow() is var left && left > TimeSpan.Zero ? left : null;
    }

    private void NoteAnswered()
    {
        lock (_pause)
            _silences = 0;
    }

    /// <summary>Those that were silent at the same time count once.</summary>
    private void NoteSilent()
    {
        lock (_pause)
        {
            if (_pausedUntil <= _clock.GetUtcNow())
                _pausedUntil = _clock.GetUtcNow() + BackOff.After(++_silences);
        }
    }
}
