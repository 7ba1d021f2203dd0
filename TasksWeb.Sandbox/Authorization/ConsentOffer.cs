namespace TasksWeb.Sandbox.Authorization;

/// <summary>What the consent page asks, and what can be unticked there.</summary>
/// <param name="Already">Granted earlier and not asked again.</param>
/// <param name="Asked">To be decided now.</param>
/// <param name="IsGranular">Google's rule: boxes appear with sign-in scopes plus at least one other, or several others.</param>
internal sealed record ConsentOffer(IReadOnlyList<string> Already, IReadOnlyList<string> Asked, bool IsGranular)
{
    public static ConsentOffer Of(AuthorizationRequest request, Grant grant)
    {
        var granted = grant.Scopes;
        var others = request.Scopes.Where(scope => !request.Authority.Scopes.IsSignIn(scope)).ToArray();
        var already = request.Asks("consent") ? [] : others.Intersect(granted, StringComparer.Ordinal).ToArray();
        var isGranular = others.Length > 1 || (others.Length == 1 && request.Scopes.Count > 1);
        return new ConsentOffer(already, [.. others.Except(already, StringComparer.Ordinal)], isGranular);
    }

    public bool IsTickable(string scope) => IsGranular && Asked.Contains(scope, StringComparer.Ordinal);
}
