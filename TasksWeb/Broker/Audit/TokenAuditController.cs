using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace TasksWeb.Broker.Audit;

/// <summary>The audit entries of the key that asks.</summary>
[ApiController]
[Authorize]
[Route(BrokerPath.Root)]
public sealed partial class TokenAuditController(TokenAuditRepository entries, TimeProvider clock)
    : ControllerBase
{
    private const int PageSize = 100;

    /// <summary>The tokens and calls of the key on one day, in order, 100 on a page.</summary>
    /// <param name="day">In UTC, as <c>2026-11-29</c>; left out: today.</param>
    /// <param name="after">The <c>next</c> of the page before.</param>
    [HttpGet("audit")]
    public async Task<AuditPage> List(string? day = null, string? after = null)
    {
        Response.Headers.CacheControl = "no-store";
        var date = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        if (day is not null
            && !DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date))
            throw BrokerAccess.Invalid("day: a date such as 2026-11-29.");
        if (after is not null && !Id().IsMatch(after))
            throw BrokerAccess.Invalid("after: the next of a page.");
        var page = new List<AuditLine>();
        await foreach (var entry in entries.ListAsync(
            BrokerAccess.KeyOf(HttpContext).Name, date, after ?? "", PageSize, HttpContext.RequestAborted))
        {
            after = entry.Id;
            page.Add(new AuditLine(
                entry.At.ToUniversalTime(), entry.Connector, entry.Identifier, entry.Method, entry.Path,
                entry.ExpirationTime?.ToUniversalTime(), entry.Scopes));
        }
        return new AuditPage(page, page.Count == PageSize ? after : null);
    }

    [GeneratedRegex(@"\A[0-9a-f-]{1,64}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Id();
}

/// <param name="Next">The next page's <c>after</c>; null: this is the last.</param>
public sealed record AuditPage(IReadOnlyList<AuditLine> Entries, string? Next);

/// <summary>A token that was given to the key, or a call that was made for it.</summary>
/// <param name="Identifier">Empty once the person's account here is deleted.</param>
/// <param name="Method">Of a call; null: a token was given.</param>
/// <param name="Path">Of a call, without its query.</param>
public sealed record AuditLine(
    DateTimeOffset At, string Connector, string Identifier, string? Method, string? Path, DateTimeOffset? ExpirationTime,
    IReadOnlyList<string> Scopes);
