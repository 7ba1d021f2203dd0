using TasksWeb.Errors;
using TasksWeb.Foundation;
using TasksWeb.SignIn;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Authorization;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Problems;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Broker;

/// <summary>What a backend asks about: a connector that its key may use, and an identifier of its own.</summary>
/// <param name="Grant">Whose tokens these are in the vault.</param>
public sealed record BrokerSubject(ApiKeyOptions Key, Connector Connector, string Identifier, GrantKey Grant);

/// <summary>Which connectors and identifiers a key may use, and what it is told when it may not.</summary>
public sealed class BrokerAccess(
    ConnectorCatalog connectors, PersonAccess people, GrantAccounts accounts, AccountDeletion deletion, SecurityLog security)
{
    private const int MaxIdentifierLength = 256;

    /// <summary>Of the identifiers of keys.</summary>
    private const string OwnPrefix = "broker:";

    /// <summary>The key that a request was authenticated with.</summary>
    public static ApiKeyOptions KeyOf(HttpContext context) => ApiKeys.Get(context.User);

    /// <exception cref="ProblemException">There is no such connector, or the key may not use it.</exception>
    public Connector FindConnector(HttpContext context, string name)
    {
        var connector = connectors.Find(name)
            ?? throw new ProblemException(new Problem(StatusCodes.Status404NotFound, "connector_not_found"));
        return KeyOf(context).Connectors.Contains(name) ? connector : throw Forbidden(context);
    }

    /// <exception cref="ProblemException">The key may not use the connector, there is no such person, or the person may not
    /// sign in any more, or has stopped the key.</exception>
    public async ValueTask<BrokerSubject> FindAsync(HttpContext context, string name, string identifier)
    {
        var connector = FindConnector(context, name);
        var key = KeyOf(context);
        if (!IsIdentifier(identifier))
            throw Invalid($"identifier: 1 to {MaxIdentifierLength} characters, none of them a control character.");
        Check(context, await people.SeeAsync(key, name, identifier, context.RequestAborted));
        return new BrokerSubject(key, connector, identifier, new GrantKey(name, UserPrefix(key) + identifier));
    }

    /// <summary>
    /// Records that the key uses the person's connection, right before a token is released or sent. What was saved meanwhile for
    /// an account that is deleted is deleted too.
    /// </summary>
    /// <exception cref="ProblemException">The person has stopped the key meanwhile, may not sign in any more, or has deleted the
    /// account.</exception>
    /// <exception cref="Storage.StorageUnavailableException">It is not recorded: nothing may be released.</exception>
    public async ValueTask UseAsync(HttpContext context, BrokerSubject subject)
    {
        var consent = await people.UseAsync(subject.Key, subject.Connector.Name, subject.Identifier);
        if (consent == PersonConsent.Nobody)
            await deletion.DeleteLateAsync(subject.Identifier);
        Check(context, consent);
    }

    /// <summary>
    /// Whether the key may see what belongs to an identifier of its own, or to a person who may sign in and has not stopped it.
    /// </summary>
    public async ValueTask<bool> MaySeeAsync(
        ApiKeyOptions key, string connector, string identifier, CancellationToken cancellationToken) =>
        await people.SeeAsync(key, connector, identifier, cancellationToken) == PersonConsent.Given;

    /// <summary>The subject with the grant of the account that the request names, or of the only one.</summary>
    /// <exception cref="ProblemException">There are several accounts, and the request names none.</exception>
    public async ValueTask<BrokerSubject> ChooseAccountAsync(HttpContext context, BrokerSubject subject)
    {
        try
        {
            var account = SessionGrants.ReadAccount(context.Request);
            return subject with { Grant = await accounts.ChooseAsync(subject.Grant, account, context.RequestAborted) };
        }
        catch (TokenFailureException e)
        {
            throw ToProblem(context, e.Failure);
        }
    }

    public static bool IsIdentifier(string text) => text.Length is > 0 and <= MaxIdentifierLength && !text.Any(char.IsControl);

    /// <summary>
    /// The prefix of an identifier in the vault. A person's id has no ':' before its '@': no identifier of a key can look
    /// like one.
    /// </summary>
    public static string UserPrefix(ApiKeyOptions key) => key.Identifiers == IdentifierSpace.Own ? $"{OwnPrefix}{key.Name}/" : "";

    /// <summary>The key and the identifier of its own that a user in the vault stands for; null: a person who signs in.</summary>
    public static (string Key, string Identifier)? OwnerOf(string user) =>
        user.StartsWith(OwnPrefix, StringComparison.Ordinal) && user.IndexOf('/', StringComparison.Ordinal) is var end and > 0
            ? (user[OwnPrefix.Length..end], user[(end + 1)..])
            : null;

    /// <summary>A grant of this user in the vault belongs to the key.</summary>
    public static bool IsOf(ApiKeyOptions key, string user) => key.Identifiers == IdentifierSpace.Own
        ? user.StartsWith(UserPrefix(key), StringComparison.Ordinal)
        : !user.StartsWith(OwnPrefix, StringComparison.Ordinal);

    /// <summary>The key may not do this; a security event is written.</summary>
    /// <param name="detail">Which setting of the key; null: its connectors.</param>
    public ProblemException Forbidden(HttpContext context, string? detail = null)
    {
        security.Write(context, "broker", $"key {KeyOf(context).Name}", "connector_forbidden");
        return new ProblemException(new Problem(StatusCodes.Status403Forbidden, "connector_forbidden") { Detail = detail });
    }

    /// <summary>People who sign in here are sent to this site, a backend's own people to the provider.</summary>
    public ProblemException ToProblem(HttpContext context, TokenFailure failure)
    {
        var connector = connectors[failure.Connector];
        var authorizeUrl = KeyOf(context).Identifiers == IdentifierSpace.Users || connector.Provider.AuthorizationEndpoint is null
            ? context.Request.Origin() + AuthorizeUrls.UrlFor(connector.Name, AuthorizeUrls.Profile, failure.Account)
            : AuthorizationRequest.UrlFor(
                connector, askConsent: true, connector.LoginHint(failure.Subject ?? ProviderAccount.SubjectOf(failure.Account)));
        var problem = TokenProblem.Of(failure, authorizeUrl, dead: StatusCodes.Status409Conflict);
        return new ProblemException(problem.Code == "provider_gone" ? problem with { Successor = connector.Successor } : problem);
    }

    public static ProblemException Invalid(string detail) => new(Problem.Invalid(detail));

    private void Check(HttpContext context, PersonConsent consent)
    {
        switch (consent)
        {
            case PersonConsent.Nobody:
                throw new ProblemException(Problem.NotFound with { Detail = "identifier: nobody with this id signs in here." });
            case PersonConsent.NotAllowed:
                throw new ProblemException(new Problem(StatusCodes.Status403Forbidden, "sign_in_not_allowed"));
            case PersonConsent.Stopped:
                throw Forbidden(context, "The person has stopped this key's use of the connection.");
        }
    }
}
