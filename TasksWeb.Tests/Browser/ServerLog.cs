using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Browser;

/// <summary>The requests that reached the app.</summary>
public sealed class ServerLog : IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly ConcurrentQueue<Seen> _seen = new();
    private readonly IDisposable _subscription;

    public ServerLog(TestApp app) => _subscription = app.Services.GetRequiredService<DiagnosticListener>().Subscribe(this);

    /// <summary>The requests for this path, in order.</summary>
    public IReadOnlyList<Seen> Of(string path) => [.. _seen.Where(seen => seen.Path == path)];

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value is { Key: "Microsoft.AspNetCore.Hosting.HttpRequestIn.Start", Value: HttpContext { Request: var request } })
            _seen.Enqueue(new Seen(request.Path, request.Headers.Authorization.ToString()));
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose() => _subscription.Dispose();

    public sealed record Seen(string Path, string Authorization)
    {
        public bool HasBearer => Authorization.StartsWith("Bearer ", StringComparison.Ordinal);
    }
}
