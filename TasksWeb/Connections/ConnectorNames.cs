using Microsoft.Extensions.Localization;
using TasksWeb.Resources;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Connections;

/// <summary>Connectors and scopes in words, in the reader's language where there are any.</summary>
public sealed class ConnectorNames(IStringLocalizer<Strings> strings, ConnectorCatalog connectors)
{
    public string Of(string connector) => strings[$"Connector.{connector}"] is { ResourceNotFound: false } name
        ? name
        : connectors.Find(connector)?.Options.DisplayName ?? connector;

    /// <summary>Who could not be told that a permission has ended.</summary>
    public ManualRevocationNotice ManualRevocationNotice(string connector) => connectors.Find(connector) is { } known
        ? new ManualRevocationNotice(
            strings[$"Provider.{known.ProviderName}"] is { ResourceNotFound: false } name ? name : known.ProviderName, known.Provider.PermissionsPage)
        : new ManualRevocationNotice(strings["ManualRevocationNotice.Other"], Page: null);

    /// <summary>What a scope allows; the scope itself when there are no words for it.</summary>
    public string OfScope(string scope) => strings[$"Scope.{scope}"] is { ResourceNotFound: false } words ? words : scope;
}

/// <summary>A provider that could not be told that a permission has ended.</summary>
/// <param name="Page">Its page where the person ends it by hand.</param>
public sealed record ManualRevocationNotice(string Provider, string? Page);
