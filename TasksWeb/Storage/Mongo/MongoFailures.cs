using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using MongoDB.Driver;
using MongoDB.Driver.Core.Clusters;
using MongoDB.Driver.Core.Configuration;
using MongoDB.Driver.Core.Events;
using MongoDB.Driver.Core.Servers;

namespace TasksWeb.Storage.Mongo;

/// <summary>
/// Explains why a MongoDB operation failed. The driver's exceptions quote commands, documents and settings, so their messages
/// are rewritten, and none of them is passed on.
/// </summary>
internal sealed class MongoFailures
{
    /// <summary>
    /// The last failure of each server to which no connection could be opened since; callers only see that the pool is paused.
    /// </summary>
    private readonly ConcurrentDictionary<EndPoint, string> _notOpened = new();

    public void Watch(ClusterBuilder cluster) => cluster
        .Subscribe<ConnectionOpeningFailedEvent>(e => _notOpened[e.ServerId.EndPoint] = ReasonOf(e.Exception))
        .Subscribe<ConnectionOpenedEvent>(e => _notOpened.TryRemove(e.ServerId.EndPoint, out _));

    public StorageUnavailableException Translate(Exception failure, ClusterDescription cluster) => new(failure switch
    {
        MongoCommandException refused => Answered(refused.Code, refused.ErrorMessage),
        MongoWriteException { WriteError: { } error } => Answered(error.Code, error.Message),
        MongoWriteException { WriteConcernError: { } error } => Answered(error.Code, error.Message),
        _ => $"MongoDB does not answer: {ReasonOf(failure)}. {StateOf(cluster)}",
    });

    private static string Answered(int code, string? message) => $"MongoDB answered {code}: {WithoutValues(message)}";

    /// <summary>A server quotes the command it refuses, and values of a document.</summary>
    private static string WithoutValues(string? message) => (message ?? "").Split(['{', '[', '"', '\''], 2)[0].TrimEnd();

    private static string ReasonOf(Exception failure) => failure switch
    {
        MongoAuthenticationException { InnerException: MongoCommandException refused } =>
            $"authentication failed ({refused.Code}: {WithoutValues(refused.ErrorMessage)})",
        MongoAuthenticationException => "authentication failed",
        MongoIncompatibleDriverException => failure.Message,
        MongoWaitQueueFullException => "too many calls wait for a connection",
        MongoConnectionPoolPausedException => "its connections have just failed",
        AuthenticationException => $"TLS: {failure.Message}",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } =>
            "DNS does not know its name",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "connection refused",
        SocketException socket => socket.SocketErrorCode.ToString(),
        TimeoutException or OperationCanceledException => "no answer in time",
        { InnerException: { } inner } => ReasonOf(inner),
        IOException => "the connection was closed",
        ObjectDisposedException => "the store is closed",
        _ => failure.GetType().Name,
    };

    /// <summary>What is known of each server.</summary>
    private string StateOf(ClusterDescription cluster)
    {
        if (cluster.DnsMonitorException is not null)
            return "DNS does not answer for the name in mongodb+srv.";
        if (cluster.Servers.Count == 0)
            return "None of the servers that are named is a member of the replica set.";
        var primary = cluster.Servers.Any(server => server.Type is ServerType.ReplicaSetPrimary)
            || cluster.Type != ClusterType.ReplicaSet
            ? ""
            : "No primary: ";
        var servers = cluster.Servers.Select(server => $"{NameOf(server.EndPoint)} {StateOf(server)}");
        return $"{primary}{string.Join("; ", servers)}.";
    }

    private string StateOf(ServerDescription server) =>
        _notOpened.TryGetValue(server.EndPoint, out var reason) ? reason
        : server.HeartbeatException is { } failure ? ReasonOf(failure)
        : server.State == ServerState.Connected ? $"is up ({server.Type})"
        : "has not been reached yet";

    private static string NameOf(EndPoint server) =>
        server is DnsEndPoint named ? $"{named.Host}:{named.Port}" : server.ToString()!;
}
