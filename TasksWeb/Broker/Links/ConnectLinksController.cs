using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using TasksWeb.Foundation;
using TasksWeb.SignIn;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Broker.Links;

/// <summary>Creates addresses at which people connect a service for a backend without a callback of its own.</summary>
[ApiController]
[Authorize]
[Route(BrokerPath.Root)]
public sealed partial class ConnectLinksController(
    BrokerAccess access, ConnectLinks links, GrantAccounts accounts, ConnectorCatalog connectors) : ControllerBase
{
    /// <summary>The path of the page that a link opens; its secret follows.</summary>
    public const string Page = "/connect";

    private const int MaxTags = 20;
    private const int MaxTagLength = 200;

    /// <summary>A one-time address for the person behind an identifier, valid for 30 minutes.</summary>
    /// <param name="connector">A connector that the key may use.</param>
    /// <param name="identifier">The backend's own name for the person; percent-encoded.</param>
    /// <remarks>
    /// The parameter <c>account</c> names the account to renew, and another one is <c>failed</c>; without it the person chooses,
    /// and a new one is kept beside the others.
    /// </remarks>
    [HttpPost("{connector}/{identifier}/connect")]
    public async Task<ConnectLinkResponse> Create(string connector, string identifier, ConnectLinkRequest body)
    {
        Response.Headers.CacheControl = "no-store";
        var subject = await access.FindAsync(HttpContext, connector, BrokerPath.ReadIdentifier(HttpContext, segmentsAfter: 1));
        // The page shows it.
        if (subject.Identifier.EnumerateRunes().Any(static rune => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format))
            throw BrokerAccess.Invalid("identifier: marks that are not visible are not shown to people.");
        var account = SessionGrants.ReadAccount(Request);
        subject = subject with { Grant = await accounts.FindAsync(subject.Grant, account, HttpContext.RequestAborted) };
        _ = connectors.Usable(connector);
        if (body.ReturnUrl is not { } returnUrl || !subject.Key.ReturnAddresses.Contains(returnUrl))
            throw BrokerAccess.Invalid("returnUrl: one of the key's ReturnAddresses, character by character.");
        var (secret, expiresAt) = await links.CreateAsync(
            subject, returnUrl, Scopes(subject, body.Scopes), Checked(body.Tags), isExact: account is not null);
        return new ConnectLinkResponse($"{Request.Origin()}{Page}/{secret}", expiresAt);
    }

    private static string[] Scopes(BrokerSubject subject, IReadOnlyList<string>? asked)
    {
        var offered = subject.Connector.Options.Scopes;
        if (asked is null)
            return [.. offered];
        if (asked.Count == 0 || asked.Except(offered, StringComparer.Ordinal).Any())
            throw BrokerAccess.Invalid("scopes: some of the connector's Scopes; left out, all of them.");
        // A consent replaces the one before, and this app and other backends use the same connection.
        if (subject.Key.Identifiers == IdentifierSpace.Users && offered.Except(asked, StringComparer.Ordinal).Any())
            throw BrokerAccess.Invalid(
                "scopes: keys with Users ask all of the connector's, because others share the connection. A connector with fewer "
                + "Scopes has connections of its own.");
        return [.. asked.Distinct(StringComparer.Ordinal)];
    }

    private static IReadOnlyDictionary<string, string>? Checked(IReadOnlyDictionary<string, string>? tags) =>
        tags is null || (tags.Count <= MaxTags && tags.All(static tag => TagName().IsMatch(tag.Key)
            && tag.Value is { Length: <= MaxTagLength } && !tag.Value.Any(char.IsControl)))
            ? tags
            : throw BrokerAccess.Invalid(
                $"tags: at most {MaxTags}, with names of 1 to 40 letters, digits, '_' and '-' and values of at most "
                + $"{MaxTagLength} characters.");

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,40}\z", RegexOptions.NonBacktracking)]
    private static partial Regex TagName();
}

/// <summary>What a connect link is for.</summary>
/// <param name="ReturnUrl">One of the key's <c>ReturnAddresses</c>; the person returns there with
/// <c>result=connected</c>, <c>denied</c> or <c>failed</c>.</param>
/// <param name="Scopes">Some of the connector's scopes; left out, and for keys with <c>Users</c>: all of them.</param>
/// <param name="Tags">Up to 20 short pairs that are kept with the connection; left out: the earlier ones stay.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ConnectLinkRequest(
    string? ReturnUrl, IReadOnlyList<string>? Scopes = null, IReadOnlyDictionary<string, string>? Tags = null);

/// <summary>A connect link.</summary>
/// <param name="Url">Send the person there. It holds a secret: do not log it.</param>
/// <param name="ExpirationTime">It cannot be opened after this; UTC.</param>
public sealed record ConnectLinkResponse(string Url, DateTimeOffset ExpirationTime);
