using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using TasksWeb.Errors;
using TasksWeb.SignIn;

namespace TasksWeb.Health;

/// <summary>The JSON API of heart rate, from Fitbit.</summary>
[ApiController]
[Authorize]
[Route("api/fitbit")]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class FitbitController(FitbitClient fitbit, SessionGrants grants) : ControllerBase
{
    private static readonly string[] Periods = ["1d", "7d", "30d", "1w", "1m"];

    /// <summary>The time series, as Fitbit answers it.</summary>
    /// <param name="date"><c>today</c> or <c>yyyy-MM-dd</c>.</param>
    /// <param name="period"><c>1d</c>, <c>7d</c>, <c>30d</c>, <c>1w</c> or <c>1m</c>.</param>
    [HttpGet("heart-rate")]
    public async Task<FitbitHeartRate> HeartRate([FromQuery] string date = "today", [FromQuery] string period = "1d")
    {
        if (date != "today"
            && !DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            throw new ProblemException(Errors.Problem.Invalid("date: neither 'today' nor a date such as 2026-11-25."));
        if (!Periods.Contains(period, StringComparer.Ordinal))
            throw new ProblemException(Errors.Problem.Invalid($"period: not one of {string.Join(", ", Periods)}."));
        var grant = await grants.GetAsync(HttpContext, FitbitClient.Connector);
        return await fitbit.HeartRateAsync(grant, date, period, HttpContext.RequestAborted);
    }
}
