using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using TasksWeb.Errors;
using TasksWeb.Storage;
using TasksWeb.Storage.Encryption;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.SignIn;

/// <summary>
/// Takes security events of people's accounts (RFC 8935): what a provider signs ends sessions and grants at once.
/// </summary>
[ApiController]
[AllowAnonymous]
[ApiExplorerSettings(IgnoreApi = true)]
public sealed partial class CrossAccountEventsController(
    IOptions<CrossAccountEventsOptions> options, ConnectorCatalog connectors, IdTokenValidator tokens, UsedCodeRepository used,
    IGrantOwners owners, UserRepository users, Sessions sessions, TokenVault vault, IUserCache cache, SecurityLog security,
    Cipher cipher, TimeProvider clock, ILogger<CrossAccountEventsController> logger) : ControllerBase
{
    public const string Path = "/cross-account-events";

    private const string ContentType = "application/secevent+jwt";
    private const int MaxBytes = 16 * 1024;

    /// <summary>One signed token; 202 once what it says is done, also for one that came before.</summary>
    /// <exception cref="StorageUnavailableException">The provider sends it again.</exception>
    [HttpPost(Path)]
    [RequestSizeLimit(MaxBytes)]
    public async Task<IActionResult> Take()
    {
        if (!options.Value.Enabled)
            throw new ProblemException(Errors.Problem.NotFound);
        if (Request.ContentType?.Split(';')[0].Trim().Equals(ContentType, StringComparison.OrdinalIgnoreCase) != true)
            throw new ProblemException(Errors.Problem.Invalid($"Content-Type: send {ContentType}."));
        using var reader = new StreamReader(Request.Body, Encoding.ASCII);
        var text = await reader.ReadToEndAsync(HttpContext.RequestAborted);
        try
        {
            var token = IdTokenValidator.Read(text.Trim());
            var connector = ConnectorOf(token);
            var claims = await tokens.ValidateEventAsync(connector.Provider, token);
            foreach (var told in CrossAccountEvent.Read(claims, connector.Provider.Issuer!, clock.GetUtcNow()))
                await ActAsync(connector, told);
            return Accepted();
        }
        catch (ProblemException e) when (e.Problem.Code == "identity_rejected")
        {
            LogRejected(e.Problem.Detail!);
            security.Write(HttpContext, "cross_account_event", who: null, "refused");
            throw new ProblemException(Errors.Problem.Invalid("The security event token is not accepted; the log says why."));
        }
    }

    /// <summary>A connector of the provider that the token says it is from, which is still to be checked.</summary>
    private Connector ConnectorOf(JsonWebToken token) =>
        connectors.All.FirstOrDefault(connector =>
            connector.Provider is { IsOpenId: true, HasCredentials: true, JwksEndpoint: not null, Issuer: { } issuer }
            && issuer.TrimEnd('/') == token.Issuer?.TrimEnd('/'))
        ?? throw new ProblemException(new Problem(StatusCodes.Status403Forbidden, "identity_rejected")
        {
            Detail = "the issuer of the security event is no provider's that is configured here.",
        });

    /// <summary>It is noted as done at the end: a provider that gets no answer sends it again, and nothing is lost.</summary>
    private async Task ActAsync(Connector connector, CrossAccountEvent told)
    {
        var (issuer, now) = (connector.Provider.Issuer!, clock.GetUtcNow().ToStored());
        var id = told.DigestOf(issuer, cipher);
        if (await used.FindAsync(id, CancellationToken.None) is not null)
            return;
        if (told.Subject is { } subject)
            await EndAsync(connector, told, subject);
        if (told.Token is { } token)
            await EndAsync(connector, told, token);
        await used.SaveAsync(
            new UsedCode(id, CrossAccountEvent.Use, now, now + CrossAccountEvent.KeptFor), 0, CancellationToken.None);
    }

    private async Task EndAsync(Connector connector, CrossAccountEvent told, string subject)
    {
        var person = owners.IdOf(connector.Provider, subject)!;
        if (told.EndsSessions)
            await sessions.EndAllAsync(person, CancellationToken.None, told.EndsWhatBeganBefore);
        if (told.EndsGrants)
            await vault.EndAtProviderAsync(connector, subject, told.EndsWhatBeganBefore, CancellationToken.None);
        if (told.EndsSessions || told.EndsGrants)
            cache.Forget(person);
        security.Write(HttpContext, "cross_account_event", await PersonAmongAsync([person]), told.Type);
    }

    /// <summary>Somebody who signs in here; null: nobody does.</summary>
    private async Task<string?> PersonAmongAsync(IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            if (await users.FindAsync(id, CancellationToken.None) is not null)
                return id;
        }
        return null;
    }

    private async Task EndAsync(Connector connector, CrossAccountEvent told, RevokedToken token)
    {
        var ended = await vault.EndTokenAtProviderAsync(connector.ProviderName, token, CancellationToken.None);
        foreach (var user in ended)
            cache.Forget(user);
        security.Write(HttpContext, "cross_account_event", await PersonAmongAsync(ended), told.Type);
    }

    [LoggerMessage(LogLevel.Warning, "A security event token is not accepted: {Reason}")]
    private partial void LogRejected(string reason);
}
