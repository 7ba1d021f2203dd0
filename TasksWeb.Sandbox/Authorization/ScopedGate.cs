using TasksWeb.Sandbox.Accounts;
using TasksWeb.Sandbox.Http;

namespace TasksWeb.Sandbox.Authorization;

/// <summary>What every endpoint of a Google API does first: token and scope.</summary>
internal sealed class ScopedGate(BearerGate bearer, string scope)
{
    /// <summary>Whose data may be read; null when the request was refused and the answer is written.</summary>
    public async Task<Account?> EnterAsync(HttpContext context)
    {
        if (bearer.Find(context) is { } token)
        {
            if (token.Has(scope))
            {
                return token.Grant.Account;
            }

            await GoogleError.InsufficientScopeAsync(context, scope);
            return null;
        }

        await (BearerGate.IsAnonymous(context) ? GoogleError.MissingTokenAsync(context) : GoogleError.InvalidTokenAsync(context));
        return null;
    }
}
