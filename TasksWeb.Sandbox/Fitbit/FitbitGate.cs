using TasksWeb.Sandbox.Accounts;
using TasksWeb.Sandbox.Authorization;

namespace TasksWeb.Sandbox.Fitbit;

/// <summary>What every Fitbit endpoint does first: token, scope, hourly limit.</summary>
internal sealed class FitbitGate(Authority fitbit, HourlyLimit limit)
{
    private const string Bearer = "Bearer ";

    private readonly BearerGate _bearer = new(fitbit.Grants);

    /// <summary>Whose data may be read; null when the request was refused and the answer is written.</summary>
    public async Task<Account?> EnterAsync(HttpContext context)
    {
        if (_bearer.Find(context) is not { } token)
        {
            await RefuseAsync(context);
            return null;
        }

        if (!token.Has(FitbitAuthority.HeartRate))
        {
            await FitbitError.InsufficientScopeAsync(context);
            return null;
        }

        if (!limit.Admits(context, token.Grant.Account.Subject))
        {
            await FitbitError.WriteAsync(context, StatusCodes.Status429TooManyRequests, "request", "Too Many Requests");
            return null;
        }

        return token.Grant.Account;
    }

    private Task RefuseAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var value = header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..] : "";
        return fitbit.Grants.FindAny(value) is { HasOnlyExpired: true }
            ? FitbitError.ExpiredAsync(context, value)
            : FitbitError.InvalidTokenAsync(context, value);
    }
}
