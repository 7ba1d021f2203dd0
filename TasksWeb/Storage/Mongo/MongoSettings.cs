using MongoDB.Bson.IO;
using MongoDB.Driver;
using MongoDB.Driver.Core.Configuration;

namespace TasksWeb.Storage.Mongo;

/// <summary>The settings of a connection string, with bounds for those that it leaves out.</summary>
/// <param name="Client">For the driver.</param>
/// <param name="OperationTimeout">How long one operation takes at most, all waits and retries included.</param>
internal sealed record MongoSettings(MongoClientSettings Client, string Database, TimeSpan OperationTimeout)
{
    private const string DefaultDatabase = "tasksweb";
    private const int DefaultPoolSize = 32;
    private const int WaitQueueSize = 20_000;

    private static readonly TimeSpan ServerSelectionTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan SocketTimeout = TimeSpan.FromSeconds(5);

    /// <summary>What is wrong with a connection string; null when it names a deployment, which may be unreachable.</summary>
    public static string? ProblemOf(string connectionString)
    {
        try
        {
            _ = Parse(connectionString);
            return ProblemOfName(new MongoUrl(connectionString));
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    /// <exception cref="FormatException">It is not valid; the message quotes only the names of options and files.</exception>
    public static MongoSettings Parse(string connectionString)
    {
        try
        {
            var named = new ConnectionString(connectionString);
            var client = MongoClientSettings.FromConnectionString(connectionString);
            client.ApplicationName = "TasksWeb";
            client.MaxConnectionPoolSize = named.MaxPoolSize > 0 ? named.MaxPoolSize.Value : DefaultPoolSize;
            client.ServerSelectionTimeout = Positive(named.ServerSelectionTimeout) ?? ServerSelectionTimeout;
            client.ConnectTimeout = Positive(named.ConnectTimeout) ?? ConnectTimeout;
            client.SocketTimeout = Positive(named.SocketTimeout) ?? SocketTimeout;
            var timeout = client.ServerSelectionTimeout + client.SocketTimeout;
            // The driver's own queue holds five calls for each connection, and refuses any further one.
            client.WaitQueueTimeout = timeout;
            client.ClusterConfigurator = cluster =>
                cluster.ConfigureConnectionPool(pool => pool.With(waitQueueSize: WaitQueueSize));
            // A single host is connected to directly: the member names of its replica set may not resolve here.
            if (named.GetOption("directConnection") is null && client.ReplicaSetName is null && named.Hosts.Count == 1
                && named.Scheme == ConnectionStringScheme.MongoDB && !named.LoadBalanced)
                client.DirectConnection = true;
            // Leases need reads from the primary, whatever the connection string prefers.
            client.ReadPreference = ReadPreference.Primary;
            client.WriteConcern = WriteConcern.WMajority.With(wTimeout: client.SocketTimeout);
            client.WriteEncoding = Utf8Encodings.Lenient;
            MongoTls.Apply(named, client);
            return new MongoSettings(client, named.DatabaseName ?? DefaultDatabase, timeout);
        }
        catch (Exception e) when (e is not FormatException)
        {
            throw Unreadable(e, connectionString);
        }
    }

    private static TimeSpan? Positive(TimeSpan? named) => named > TimeSpan.Zero ? named : null;

    /// <summary>Of <c>mongodb+srv</c>; the driver looks the name up in the background only.</summary>
    private static string? ProblemOfName(MongoUrl url)
    {
        if (url.Scheme != ConnectionStringScheme.MongoDBPlusSrv)
            return null;
        try
        {
            _ = url.Resolve(resolveHosts: true);
            return null;
        }
        catch (Exception e)
        {
            return $"mongodb+srv: DNS names no servers for {url.Server.Host} ({e.GetType().Name}).";
        }
    }

    /// <summary>The driver's message quotes the connection string, or a value in it that may be the password.</summary>
    private static FormatException Unreadable(Exception failure, string connectionString)
    {
        var option = failure.Message.Split(' ')[0];
        var isNamed = option.Length > 0 && (connectionString.Contains($"?{option}=", StringComparison.OrdinalIgnoreCase)
            || connectionString.Contains($"&{option}=", StringComparison.OrdinalIgnoreCase));
        return new FormatException(isNamed
            ? $"the value of {option} is not valid."
            : "it is not a MongoDB connection string. In names and passwords, percent-encode the characters $ : / ? # [ ] @ %.");
    }
}
