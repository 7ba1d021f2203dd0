using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using TasksWeb.Broker;
using TasksWeb.Broker.Audit;
using TasksWeb.SignIn;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Admin;

/// <summary>Tokens and calls of backends, and the latest security events.</summary>
[Authorize]
[AdministratorsOnly]
[AutoValidateAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class AuditPagesController(
    TokenAuditRepository entries, SecurityEvents events, IOptions<BrokerOptions> broker, TimeProvider clock) : Controller
{
    private const int PageSize = 100;

    /// <summary>The most entries that one page reads to find its lines.</summary>
    private const int MostRead = 5000;

    /// <summary>One day of one key.</summary>
    [HttpGet($"{AdminController.Root}/audit")]
    public async Task<IActionResult> Audit(AuditFilter filter, string? after)
    {
        var (lines, read, last) = (new List<TokenAuditEntry>(), 0, after ?? "");
        await foreach (var entry in ReadAsync(filter, last, HttpContext.RequestAborted))
        {
            (read, last) = (read + 1, entry.Id);
            if (filter.Matches(entry))
                lines.Add(entry);
            if (lines.Count == PageSize || read == MostRead)
                break;
        }
        return View("~/Views/Admin/Audit.cshtml", new AuditView(
            filter with { Day = filter.DayOr(Today).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) },
            [.. broker.Value.Keys.Select(key => key.Name)], lines,
            lines.Count == PageSize || read == MostRead ? last : null));
    }

    /// <summary>The same lines, all of the day, as CSV.</summary>
    [HttpGet($"{AdminController.Root}/audit.csv")]
    public Task ExportAudit(AuditFilter filter) => CsvAnswer.WriteAsync(
        Response, "audit.csv", ["time", "key", "connector", "identifier", "account", "method", "path", "scopes", "id"],
        ReadAsync(filter, "", HttpContext.RequestAborted).Where(filter.Matches).Select(entry => (string?[])
        [
            CsvAnswer.Time(entry.At), entry.Key, entry.Connector, entry.Identifier, entry.Account ?? Grant.FirstAccount,
            entry.Method, entry.Path, string.Join(' ', entry.Scopes), entry.Id,
        ]));

    /// <summary>The latest security events of all instances.</summary>
    /// <param name="what">Only these; left out: all.</param>
    /// <param name="who">Part of a person's id, a key's name or an address; left out: everybody.</param>
    [HttpGet($"{AdminController.Root}/events")]
    public async Task<IActionResult> Events(string? what, string? who) =>
        View("~/Views/Admin/Events.cshtml", new EventsView(what, who, [.. await FindAsync(what, who)]));

    [HttpGet($"{AdminController.Root}/events.csv")]
    public async Task ExportEvents(string? what, string? who) => await CsvAnswer.WriteAsync(
        Response, "security-events.csv", ["time", "event", "who", "address", "outcome", "whom"],
        (await FindAsync(what, who)).Select(one => (string?[])
        [
            CsvAnswer.Time(one.At), one.What, one.Who, one.Address, one.Outcome, one.Whom ?? "",
        ]).ToAsyncEnumerable());

    private DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    private async Task<IEnumerable<SecurityEvent>> FindAsync(string? what, string? who) =>
        (await events.ListAsync(HttpContext.RequestAborted)).Where(one =>
        (string.IsNullOrEmpty(what) || one.What == what)
        && (string.IsNullOrEmpty(who) || one.Who.Contains(who, StringComparison.OrdinalIgnoreCase)
            || one.Whom?.Contains(who, StringComparison.OrdinalIgnoreCase) == true
            || one.Address.Contains(who, StringComparison.OrdinalIgnoreCase)));

    private async IAsyncEnumerable<TokenAuditEntry> ReadAsync(
        AuditFilter filter, string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (filter.Key is not { Length: > 0 } key)
            yield break;
        for (var read = PageSize; read == PageSize;)
        {
            read = 0;
            await foreach (var entry in entries.ListAsync(key, filter.DayOr(Today), after, PageSize, cancellationToken))
            {
                (read, after) = (read + 1, entry.Id);
                yield return entry;
            }
        }
    }
}

/// <summary>Which audit lines.</summary>
/// <param name="Key">The name of the backend's key; null: none yet.</param>
/// <param name="Day">In UTC, as <c>2026-11-29</c>; anything else: today.</param>
public sealed record AuditFilter(string? Key, string? Day, string? Connector, string? Identifier)
{
    internal DateOnly DayOr(DateOnly today) =>
        DateOnly.TryParseExact(Day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : today;

    internal bool Matches(TokenAuditEntry entry) =>
        (string.IsNullOrEmpty(Connector) || entry.Connector == Connector)
        && (string.IsNullOrEmpty(Identifier) || entry.Identifier == Identifier);
}

/// <param name="Keys">To choose from.</param>
/// <param name="Next">The next page's <c>after</c>; null: this is the last.</param>
public sealed record AuditView(
    AuditFilter Filter, IReadOnlyList<string> Keys, IReadOnlyList<TokenAuditEntry> Lines, string? Next);

public sealed record EventsView(string? What, string? Who, IReadOnlyList<SecurityEvent> Events);
