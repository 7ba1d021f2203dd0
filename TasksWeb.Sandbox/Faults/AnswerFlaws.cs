namespace TasksWeb.Sandbox.Faults;

/// <summary>Flaws that an endpoint itself works into its answer; travels in the request's features.</summary>
internal sealed class AnswerFlaws
{
    public static readonly AnswerFlaws None = new();

    public string? OAuthError { get; set; }

    public ExpiresInFlaw? ExpiresIn { get; set; }

    public IdTokenFlaw? IdToken { get; set; }

    public bool ScopeIsFlawed { get; set; }

    /// <summary>The scope to leave out; null leaves out the whole member.</summary>
    public string? LostScope { get; set; }

    public static AnswerFlaws Of(HttpContext context) => context.Features.Get<AnswerFlaws>() ?? None;
}
