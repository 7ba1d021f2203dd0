using TasksWeb.Sandbox.Http;

namespace TasksWeb.Sandbox.Authorization;

/// <summary>Revocation. Google asks for the token alone and refuses dead ones; the others follow RFC 7009.</summary>
internal sealed class RevocationEndpoint(Authority authority)
{
    public void Map(IEndpointRouteBuilder app) => app.MapPost(authority.Paths.Revoke, RevokeAsync);

    private async Task RevokeAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormOrNullAsync();
        var token = form is null ? null : FormReading.Single(form["token"]);
        if (authority.RevokesForAnybody)
        {
            token ??= FormReading.Single(context.Request.Query["token"]);
        }
        else if (form is null || ClientCredentials.Read(context.Request, form, authority) is not { } credentials
            || authority.Registry.Find(credentials.ClientId)?.HasSecret(credentials.ClientSecret) != true)
        {
            await authority.RefuseAsync(
                context, StatusCodes.Status401Unauthorized, "invalid_client", "The client did not authenticate.");
            return;
        }

        if (token is null)
        {
            await authority.RefuseAsync(
                context, StatusCodes.Status400BadRequest, "invalid_request", "Missing required parameter: token");
        }
        else if (!authority.Grants.RevokeByToken(token) && authority.RevokesForAnybody)
        {
            await authority.RefuseAsync(context, StatusCodes.Status400BadRequest, "invalid_token", "Token expired or revoked");
        }
        else
        {
            await Answer.JsonAsync(context, StatusCodes.Status200OK, new { });
        }
    }
}
