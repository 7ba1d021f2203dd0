using Microsoft.Extensions.Localization;
using TasksWeb.Resources;
using TasksWeb.Tokens;

namespace TasksWeb.Connections;

/// <summary>Connectors and scopes in words, in the reader's language where there are any.</summary>
public sealed class ConnectorNames(IStringLocalizer<Strings> strings, ConnectorCatalog connectors)
{
    public string Of(string connector) => strings[$"Connector.{connector}"] is { ResourceNotFound: false } name
        ? name
        : connectors.Find(connector)?.Options.DisplayName ?? connector;

    /// <summary>What a scope allows; the scope itself when there are no words for it.</summary>
    public string OfScope(string scope) => strings[$"Scope.{scope}"] is { ResourceNotFound: false } words ? words : scope;
}
