using System.Buffers.Text;
using System.Text;
using TasksWeb.Connections;
using TasksWeb.Errors;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Admin;

/// <summary>Grants that end within 30 days, by the mark that they are saved with: no others are read.</summary>
public sealed class EndingGrants(GrantRepository grants, ConnectorCatalog connectors, TimeProvider clock)
{
    private const int PageSize = 200;

    private const int MaxCursorLength = 2048;

    /// <exception cref="ProblemException">It is no such <paramref name="after"/>.</exception>
    public async Task<EndingPage> ListAsync(string? after, CancellationToken cancellationToken)
    {
        var (endings, read, cursor) = (new List<Ending>(), 0, Decode(after));
        var limit = clock.GetUtcNow() + GrantSchedule.EndingAhead;
        var reached = cursor.Split('/', '~')[0];
        // Ids begin with their connector: the one that the page before ended in goes on, and those before it are done.
        foreach (var connector in connectors.All.Select(one => one.Name).Order(StringComparer.Ordinal))
        {
            var isReached = connector == reached;
            if (string.CompareOrdinal(connector, reached) < 0)
                continue;
            await foreach (var stored in grants.ListEndingAsync(
                connector, isReached ? cursor : "", PageSize - read, cancellationToken))
            {
                (read, cursor) = (read + 1, stored.Value.Key().Id);
                if (EndOf(stored.Value) is { } ending && ending.At <= limit)
                    endings.Add(ending);
            }
            if (read == PageSize)
                break;
        }
        return new EndingPage(
            [.. endings.OrderBy(ending => ending.At)],
            read == PageSize ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(cursor)) : null);
    }

    private Ending? EndOf(Grant grant)
    {
        if (grant.Status == GrantStatus.Dead)
            return null;
        // A grant that is refused repeatedly will end.
        if (grant.IsSuspect())
            return new Ending(grant.Connector, grant.User, AccountOf(grant), clock.GetUtcNow(), DeathReason.Refused);
        var connection = Connection.Create(grant.Connector, grant.Connector, connectors.Find(grant.Connector), grant);
        return connection.Forecast is { } forecast
            ? new Ending(grant.Connector, grant.User, AccountOf(grant), forecast.EndsAt, forecast.Cause.ToString())
            : null;
    }

    private static string AccountOf(Grant grant) => grant.Holder?.Email ?? grant.Holder?.Name ?? grant.AccountId();

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

/// <param name="Account">As people call it, else its id.</param>
/// <param name="Cause">A word of <see cref="ForecastCause"/>, or <see cref="DeathReason.Refused"/>.</param>
public sealed record Ending(string Connector, string User, string Account, DateTimeOffset At, string Cause);

/// <param name="Endings">The first to end first; so on each page.</param>
/// <param name="Next">The next page's <c>after</c>; null: this is the last.</param>
public sealed record EndingPage(IReadOnlyList<Ending> Endings, string? Next);
