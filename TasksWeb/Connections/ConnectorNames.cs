using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using TasksWeb.Errors;
using TasksWeb.Resources;
using TasksWeb.SignIn;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Connections;

/// <summary>Connectors and scopes in words, in the reader's language where there are any.</summary>
public sealed class ConnectorNames(
    IStringLocalizer<Strings> strings, ConnectorCatalog connectors, IOptions<SignInOptions> signIn) : IConnectorNames
{
    public string NameOf(string connector) => strings[$"Connector.{connector}"] is { ResourceNotFound: false } name
        ? name
        : connectors.Find(connector)?.Options.DisplayName ?? connector;

    public bool IsSignIn(string connector) => connector == signIn.Value.Connector;

    /// <summary>Who could not be told that a permission has ended.</summary>
    public ManualRevocationNotice ManualRevocationNotice(string connector) => connectors.Find(connector) is { } known
        ? new ManualRevocationNotice(
            strings[$"Provider.{known.ProviderName}"] is { ResourceNotFound: false } name ? name : known.ProviderName, known.Provider.PermissionsPage)
        : new ManualRevocationNotice(strings["ManualRevocationNotice.Other"], Page: null);

    /// <summary>What a scope allows; the scope itself when there are no words for it.</summary>
    public string ScopeNameOf(string scope) => strings[$"Scope.{scope}"] is { ResourceNotFound: false } words ? words : scope;
}

/// <summary>A provider that could not be told that a permission has ended.</summary>
/// <param name="Page">Its page where the person ends it by hand.</param>
public sealed record ManualRevocationNotice(string Provider, string? Page);
