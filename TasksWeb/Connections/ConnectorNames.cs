using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using TasksWeb.Errors;
using TasksWeb.Resources;
using TasksWeb.SignIn;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Connections;

/// <summary>Names of connectors and scopes in the reader's language; where there is none, as configured.</summary>
public sealed class ConnectorNames(
    IStringLocalizer<Strings> strings, ConnectorCatalog connectors, IOptions<SignInOptions> signIn) : IConnectorNames
{
    public string NameOf(string connector) =>
        Text($"Connector.{connector}") ?? connectors.Find(connector)?.Options.DisplayName ?? connector;

    public bool IsSignIn(string connector) => connector == signIn.Value.Connector;

    public string SignInProvider => connectors.Find(signIn.Value.Connector) is { } known ? ProviderOf(known) : "";

    /// <summary>The provider where the person has to end a permission.</summary>
    public ManualRevocationNotice ManualRevocationNotice(string connector) => connectors.Find(connector) is { } known
        ? new ManualRevocationNotice(ProviderOf(known), known.Provider.PermissionsPage)
        : new ManualRevocationNotice(strings["ManualRevocationNotice.Other"], Page: null);

    /// <summary>What a scope allows; the scope itself where there are no words for it.</summary>
    public string ScopeNameOf(string scope) => Text($"Scope.{scope}") ?? scope;

    private string ProviderOf(Connector connector) => Text($"Provider.{connector.ProviderName}") ?? connector.ProviderName;

    private string? Text(string name) => strings[name] is { ResourceNotFound: false } text ? text.Value : null;
}

/// <summary>A permission that has to be ended by hand at the provider.</summary>
/// <param name="Page">The provider's page for that; null: none is known.</param>
public sealed record ManualRevocationNotice(string Provider, string? Page);
