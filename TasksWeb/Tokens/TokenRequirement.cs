namespace TasksWeb.Tokens;

/// <summary>What a caller needs of a token.</summary>
/// <param name="MinimumLifetime">How long it must still live; the configured buffer if that is longer.</param>
/// <param name="Scopes">Scopes it must have; null: those the connector's calls need.</param>
/// <param name="RejectedGeneration">A generation that the provider has just refused; 0: none.</param>
public readonly record struct TokenRequirement(
    TimeSpan MinimumLifetime = default, IReadOnlyList<string>? Scopes = null, long RejectedGeneration = 0);
