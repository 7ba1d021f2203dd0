using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using TasksWeb.Broker.Links;
using TasksWeb.Errors;
using TasksWeb.Foundation;
using TasksWeb.SignIn;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Authorization;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Problems;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Connections;

/// <summary>
/// Connects a service by the authorization code flow (RFC 6749 §4.1), for the person of a session or of a backend and any
/// connector; the framework's handlers sign people in with one provider.
/// </summary>
public sealed class ConnectFlow(
    ConnectorCatalog connectors, TokenVault vault, PushedRequests pushed, PendingConnections pendings, UserRepository users,
    AccountDeletion deletion, ConnectLinks links, IOptions<SignInOptions> signIn, SecurityLog security, TimeProvider clock)
{
    /// <summary>
    /// The address at the provider that asks this person for all scopes. Consent is forced for a further account, when no refresh
    /// token is held, or one with a fixed end, which only a new consent extends.
    /// </summary>
    internal async Task<string> StartAsync(HttpContext context, Connector connector, ConnectTarget target)
    {
        var grant = await vault.FindAsync(target.Grant, context.RequestAborted);
        var askConsent = target.IsFurther || grant?.IsRenewable() != true || grant.RefreshTokenExpiresAt is not null
            || connector.Provider.RefreshTokenLifetime is not null;
        return await StartAsync(context, connector, target, grant, askConsent);
    }

    /// <summary>Handles the provider's response.</summary>
    /// <returns>Where to send the browser: the page the flow was started for, or the provider once more.</returns>
    /// <exception cref="ProblemException">The service is not connected, or a scope was not granted.</exception>
    public async Task<string> CompleteAsync(HttpContext context, Connector connector)
    {
        if (pendings.Take(context, connector.Name) is not { } pending
            || !AuthorizationResponse.IsFrom(connector.Provider, context.Request.Query))
        {
            security.Write(context, "connect", context.User.FindId(), "connection_state_lost");
            throw StateLost(connector.Name);
        }
        if (pending.Link is not { } id)
            return await CompleteAndReportAsync(
                context, connector, pending, ConnectTarget.Of(context.User, pending), context.User.Id());
        var open = await links.FindStartedAsync(id, context.RequestAborted) ?? throw StateLost(connector.Name);
        var target = ConnectTarget.Of(open.Link, pending.Session);
        var result = "connected";
        try
        {
            var who = target.IsPersonHere ? target.Grant.User : $"key {open.Key.Name}";
            var next = await CompleteAndReportAsync(context, connector, pending, target, who);
            if (next != target.ReturnUrl)
                return next;
        }
        catch (ProblemException e)
        {
            result = e.Problem.Code == "access_denied" ? "denied" : "failed";
        }
        await links.CloseAsync(open);
        return QueryHelpers.AddQueryString(target.ReturnUrl, "result", result);
    }

    /// <param name="who">For the security log.</param>
    private async Task<string> CompleteAndReportAsync(
        HttpContext context, Connector connector, PendingConnection pending, ConnectTarget target, string who)
    {
        try
        {
            var next = await CompleteAsync(context, connector, pending, target);
            if (next == target.ReturnUrl)
                security.Write(context, "connect", who, $"done for {connector.Name}");
            return next;
        }
        catch (ProblemException e)
        {
            security.Write(context, "connect", who, e.Problem.Code);
            throw;
        }
    }

    private async Task<string> CompleteAsync(
        HttpContext context, Connector connector, PendingConnection pending, ConnectTarget target)
    {
        var retryUrl = AuthorizeUrls.UrlFor(connector.Name, AuthorizeUrls.Profile);
        if (target.Link is null)
            retryUrl = AuthorizeUrls.UrlFor(connector.Name, pending.ReturnUrl, pending.Account)
                + (pending.IsFurther ? "&another=true" : "");
        if (!AuthorizationResponse.TryReadCode(context.Request.Query, out var code, out var problem))
            throw Failed(problem);

        var before = await vault.FindAsync(target.Grant, context.RequestAborted);
        var result = await vault.SaveAuthCodeAsync(
            target.Grant, code, pending.RedirectUri, pending.CodeVerifier, codeDigest: null, target.Tags,
            await HintAsync(connector, target), target.Scopes, target.IsExact);
        // The account may have been deleted in another window.
        if (target.IsPersonHere && await deletion.DeleteLateAsync(target.Grant.User))
            throw StateLost(connector.Name);
        if (!result.Succeeded(out var token, out var failure))
            throw Failed(TokenProblem.Of(failure, retryUrl));
        if (token.Account != target.Grant.Account)
            before = null;
        target = target with { Grant = target.Grant with { Account = token.Account }, IsFurther = false };
        var grant = await vault.FindAsync(target.Grant, CancellationToken.None) ?? throw StateLost(connector.Name);
        if (!pending.AskedConsent && connector.Provider.ConsentParameters.Count > 0
            && LacksRefreshToken(connector, before, grant))
            return await StartAsync(context, connector, target, grant, askConsent: true);
        var missing = connector.MissingFrom(grant.Scopes, target.Scopes);
        return missing.Length == 0
            ? target.ReturnUrl
            : throw Failed(TokenProblem.Of(
                new TokenFailure(TokenFailureKind.InsufficientScope, connector.Name, MissingScopes: missing), retryUrl));

        ProblemException Failed(Problem problem) => new(problem with { Connector = connector.Name, AuthorizeUrl = retryUrl });
    }

    /// <summary>The response does not belong to a flow that was started in this session, or came too late.</summary>
    internal static ProblemException StateLost(string connector) => new(
        new Problem(StatusCodes.Status400BadRequest, "connection_state_lost") { Connector = connector });

    /// <summary>No refresh token is held, or an older one that does not cover what was granted now.</summary>
    private static bool LacksRefreshToken(Connector connector, Grant? before, Grant now) =>
        !now.IsRenewable()
        || (now.ConsentedAt == before?.ConsentedAt
            && connector.MissingFrom(before?.Scopes ?? []).Intersect(now.Scopes, StringComparer.Ordinal).Any());

    /// <summary>Null: the provider does not name accounts.</summary>
    private async Task<AccountHint?> HintAsync(Connector connector, ConnectTarget target) => connector.Provider.NamesAccounts
        ? new AccountHint(
            await SubjectHereAsync(connector, target),
            IsCertain: target.IsPersonHere && connector.Name == signIn.Value.Connector
                && connector.Provider.AccountField is null,
            target.IsFurther)
        : null;

    /// <summary>The subject that the person signs in with; null where this provider names accounts otherwise.</summary>
    private async Task<string?> SubjectHereAsync(Connector connector, ConnectTarget target) =>
        target.IsPersonHere && connector.ProviderName == connectors[signIn.Value.Connector].ProviderName
            && connector.Provider.AccountField is null
            ? (await users.FindAsync(target.Grant.User, CancellationToken.None))?.Value.Subject
            : null;

    /// <param name="grant">What is held; null: nothing.</param>
    private async Task<string> StartAsync(
        HttpContext context, Connector connector, ConnectTarget target, Grant? grant, bool askConsent)
    {
        var pending = new PendingConnection(
            RandomSecret.Create(), connector.Provider.UsePkce ? RandomSecret.Create() : null, connector.Name,
            target.Session, $"{context.Request.Origin()}/connections/{connector.Name}/callback", target.ReturnUrl, askConsent,
            clock.GetUtcNow(), target.Link, target.Grant.Account, target.IsFurther);
        pendings.Add(context, pending);
        // Of the account that is renewed; another provider does not know the subject of the sign-in.
        var subject = target.IsFurther
            ? null
            : ProviderAccount.SubjectOf(target.Grant.Account) ?? grant?.Holder?.Subject
                ?? await SubjectHereAsync(connector, target);
        // People tell several accounts apart by name and address.
        var scopes = connector.Asked(target.Scopes);
        if (connector.Provider.IsOpenId && (target.IsFurther || grant is not null))
            scopes = scopes.Union(["email", "profile"], StringComparer.Ordinal);
        var url = AuthorizationRequest.UrlFor(
            connector, pending.RedirectUri, pending.State, pending.CodeVerifier, askConsent, connector.LoginHint(subject), scopes,
            askAccount: target.IsFurther && connector.Provider.IsOpenId);
        return await pushed.PushAsync(connector.Provider, url, context.RequestAborted);
    }
}
