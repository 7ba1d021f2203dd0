namespace TasksWeb.Tokens.Endpoint;

/// <summary>The result of a revocation request.</summary>
/// <param name="IsDone">The token is revoked, or another attempt could change nothing.</param>
/// <param name="Why">For the log: a status or the kind of failure, nothing of the body.</param>
public readonly record struct RevocationResponse(bool IsDone, string Why, TimeSpan? RetryAfter = null)
{
    public static RevocationResponse Done { get; } = new(IsDone: true, "");
}
