using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using TasksWeb.Storage.Mongo;

namespace TasksWeb.Tests.Mongo;

/// <summary>What the store has logged.</summary>
internal sealed class LogLines : ILogger<MongoDocumentStore>
{
    public ConcurrentQueue<string> Written { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Written.Enqueue(formatter(state, exception));
}
