namespace TasksWeb.Sandbox.Authorization;

/// <summary>Finds the live access token behind an <c>Authorization</c> header. Tokens in the query are not accepted.</summary>
internal sealed class BearerGate(Grants grants)
{
    private const string Bearer = "Bearer ";

    /// <summary>Null when there is none or it is invalid. Allocates nothing: it is on the benchmark's hot path.</summary>
    public AccessToken? Find(HttpContext context)
    {
        var values = context.Request.Headers.Authorization;
        if (values.Count != 1 || values[0] is not { } header || !header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var token = grants.FindLive(header.AsSpan(Bearer.Length));
        token?.MarkUsed();
        return token;
    }

    public static bool IsAnonymous(HttpContext context) => context.Request.Headers.Authorization.Count == 0;
}
