namespace TasksWeb.Sandbox.Authorization;

/// <summary>
/// The scopes of one authority: which there are, how they are written in answers, and what the consent page says about them.
/// </summary>
internal sealed class ScopeBook(IReadOnlyDictionary<string, string> descriptions)
{
    /// <summary>Identity scopes, which cannot be unticked.</summary>
    public IReadOnlyCollection<string> SignIn { get; init; } = [];

    /// <summary>Those that the discovery document names.</summary>
    public IReadOnlyCollection<string> Advertised { get; init; } = [];

    /// <summary>Whether a scope that has no description is known all the same.</summary>
    public Func<string, bool> KnowsBesides { get; init; } = static _ => false;

    /// <summary>Another spelling becomes the usual one.</summary>
    public Func<string, string> Normalize { get; init; } = static scope => scope;

    public string Describe(string scope) =>
        descriptions.GetValueOrDefault(scope) ?? $"Use “{scope[(scope.LastIndexOf('/') + 1)..]}”";

    public bool IsSignIn(string scope) => SignIn.Contains(scope, StringComparer.Ordinal);

    /// <summary>Splits a scope parameter; null if it is empty or one is unknown.</summary>
    public IReadOnlyList<string>? Parse(string? parameter)
    {
        var scopes = (parameter ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(Normalize).Distinct(StringComparer.Ordinal).ToArray();
        return scopes.Length > 0 && scopes.All(scope => descriptions.ContainsKey(scope) || KnowsBesides(scope)) ? scopes : null;
    }
}
