namespace TasksWeb.Overview;

/// <summary>The content of one connected service, or why there is none.</summary>
/// <param name="Connector">Its name in the configuration.</param>
/// <param name="Name">Its name in the reader's language.</param>
/// <param name="Kind"><c>Files</c>, <c>Events</c> or <c>Heart</c>: how it is shown.</param>
/// <param name="Content">The model of that view; null when there is trouble.</param>
public sealed record Card(string Connector, string Name, string Kind, object? Content, CardTrouble? Trouble);

/// <summary>Why a card shows nothing, in words, and the one button that helps.</summary>
/// <param name="Connect">The connector to connect, reconnect or grant more to; null when waiting is all that can be done.</param>
public sealed record CardTrouble(string Code, string Text, string Action, string? Connect);
