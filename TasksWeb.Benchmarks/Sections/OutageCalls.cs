using System.Net;

namespace TasksWeb.Benchmarks.Sections;

/// <summary>People's calls around an outage, and what became of them.</summary>
internal sealed class OutageCalls(Uri target, string[] cookies) : IDisposable
{
    /// <summary>People whose token is refused before, during and only after the outage take turns.</summary>
    public const int Kinds = 3;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(0.5);

    private readonly Lock _gate = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false, AllowAutoRedirect = false });
    private long? _went;
    private long? _returned;

    public int AnsweredMeanwhile { get; private set; }

    /// <summary>503 with <c>Retry-After</c>.</summary>
    public int Refused { get; private set; }

    /// <summary>Every other answer that is none of success.</summary>
    public int Failed { get; private set; }

    public int CookiesCleared { get; private set; }

    /// <summary>From the store's return to the first success that needed it to take an exchange; null: there was none.</summary>
    public TimeSpan? FirstWrite { get; private set; }

    public TimeSpan LastRefusal { get; private set; }

    public void StoreWent() => _went = TimeProvider.System.GetTimestamp();

    public void StoreReturned() => _returned = TimeProvider.System.GetTimestamp();

    /// <summary>Calls for every <paramref name="step"/>th person, one after the other, again and again.</summary>
    public async Task GoOnAsync(int first, int step, CancellationToken over)
    {
        for (var call = first; !over.IsCancellationRequested; call += step)
            Note(call % cookies.Length, await SendAsync(call % cookies.Length));
    }

    /// <summary>The status of one more call of a person, asked again while it is 503.</summary>
    public async Task<HttpStatusCode> AskAsync(int person, int tries)
    {
        while (true)
        {
            var (status, _, _) = await SendAsync(person);
            if (status != HttpStatusCode.ServiceUnavailable || --tries == 0)
                return status;
            await Task.Delay(BetweenTries, TimeProvider.System);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<(HttpStatusCode Status, bool SaysWhen, bool ClearsCookie)> SendAsync(int person)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target);
        request.Headers.Add("Cookie", cookies[person]);
        using var answer = await _http.SendAsync(request);
        return (answer.StatusCode, answer.Headers.RetryAfter is not null, answer.Headers.Contains("Set-Cookie"));
    }

    private void Note(int person, (HttpStatusCode Status, bool SaysWhen, bool ClearsCookie) answer)
    {
        lock (_gate)
        {
            var refused = answer is { Status: HttpStatusCode.ServiceUnavailable, SaysWhen: true };
            if (answer.ClearsCookie)
                CookiesCleared++;
            if (refused)
                Refused++;
            else if (answer.Status != HttpStatusCode.OK)
                Failed++;
            if (_returned is not { } returned)
            {
                AnsweredMeanwhile += _went is null ? 0 : 1;
                return;
            }
            var since = TimeProvider.System.GetElapsedTime(returned);
            if (refused)
                LastRefusal = since;
            else if (person % Kinds == 1 && answer.Status == HttpStatusCode.OK)
                FirstWrite ??= since;
        }
    }
}
