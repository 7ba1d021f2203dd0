using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using TasksWeb.Errors;
using TasksWeb.SignIn;

namespace TasksWeb.Health;

/// <summary>The JSON API of heart rate, from Google Health.</summary>
[ApiController]
[Authorize]
[Route("api/health")]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class HealthController(GoogleHealthClient health, SessionGrants grants, TimeProvider clock) : ControllerBase
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>What was measured, as an array, in the order of time: the last 24 hours, unless said otherwise.</summary>
    /// <param name="from">RFC 3339; a day before <paramref name="to"/> unless given.</param>
    /// <param name="to">RFC 3339; now unless given.</param>
    [HttpGet("heart-rate")]
    public async Task<IReadOnlyList<HeartRatePoint>> HeartRate([FromQuery] string? from, [FromQuery] string? to)
    {
        var end = Read(nameof(to), to) ?? clock.GetUtcNow();
        var start = Read(nameof(from), from) ?? end - Day;
        if (start >= end || end - start > GoogleHealthClient.Longest)
            throw new ProblemException(Errors.Problem.Invalid("from: it must be before 'to', by 7 days at most."));
        var grant = await grants.GetAsync(HttpContext, GoogleHealthClient.Connector);
        return await health.HeartRateAsync(grant, start, end, HttpContext.RequestAborted);
    }

    private static DateTimeOffset? Read(string field, string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        // A year of four digits on both sides of any offset, and room for a day before.
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && time.UtcDateTime.Year is > 1 and < 9999
            ? time
            : throw new ProblemException(Errors.Problem.Invalid($"{field}: not a time such as 2026-11-25T08:00:00Z."));
    }
}
