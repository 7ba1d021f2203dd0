namespace TasksWeb.Tokens.Vault;

/// <summary>What is known about a person's first account at a provider that has not said whose it is.</summary>
/// <param name="FirstSubject">Its assumed subject; null: unknown.</param>
/// <param name="IsCertain">It is the account that the person signs in with.</param>
/// <param name="IsFurther">The person has asked to connect another one.</param>
public sealed record AccountHint(string? FirstSubject, bool IsCertain, bool IsFurther);
