using System.Buffers.Text;
using System.Text;
using TasksWeb.Connections;
using TasksWeb.Errors;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Admin;

/// <summary>Grants that end within 30 days, read in pages of the whole collection.</summary>
public sealed class EndingGrants(GrantRepository grants, ConnectorCatalog connectors, TimeProvider clock)
{
    /// <summary>What one request reads.</summary>
    private const int PageSize = 1000;

    private const int MaxCursorLength = 2048;

    private static readonly TimeSpan Ahead = TimeSpan.FromDays(30);

    /// <exception cref="ProblemException">It is no such <paramref name="after"/>.</exception>
    public async Task<EndingPage> ListAsync(string? after, CancellationToken cancellationToken)
    {
        var (endings, read, cursor, limit) = (new List<Ending>(), 0, Decode(after), clock.GetUtcNow() + Ahead);
        await foreach (var stored in grants.ListAsync(cursor, PageSize, cancellationToken))
        {
            (read, cursor) = (read + 1, stored.Value.Key().Id);
            if (EndOf(stored.Value) is { } ending && ending.At <= limit)
                endings.Add(ending);
        }
        return new EndingPage(
            [.. endings.OrderBy(ending => ending.At)], read,
            read == PageSize ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(cursor)) : null);
    }

    private Ending? EndOf(Grant grant)
    {
        if (grant.Status == GrantStatus.Dead)
            return null;
        // A grant that is refused again and again is on its way out.
        if (grant.IsSuspect())
            return new Ending(grant.Connector, grant.User, clock.GetUtcNow(), DeathReason.Refused);
        var connection = Connection.Create(grant.Connector, grant.Connector, connectors.Find(grant.Connector), grant);
        return connection.Forecast is { } forecast
            ? new Ending(grant.Connector, grant.User, forecast.EndsAt, forecast.Cause.ToString())
            : null;
    }

    private static string Decode(string? after)
    {
        try
        {
            return string.IsNullOrEmpty(after) ? "" : after.Length > MaxCursorLength
                ? throw new ProblemException(Problem.Invalid("after: the next of a page."))
                : Encoding.UTF8.GetString(Base64Url.DecodeFromChars(after));
        }
        catch (FormatException)
        {
            throw new ProblemException(Problem.Invalid("after: the next of a page."));
        }
    }
}

/// <param name="Cause">A word of <see cref="ForecastCause"/>, or <see cref="DeathReason.Refused"/>.</param>
public sealed record Ending(string Connector, string User, DateTimeOffset At, string Cause);

/// <param name="Read">How many grants were looked at.</param>
/// <param name="Next">The next page's <c>after</c>; null: all have been looked at.</param>
public sealed record EndingPage(IReadOnlyList<Ending> Endings, int Read, string? Next);
