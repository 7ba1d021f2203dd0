namespace TasksWeb.Tokens.Endpoint;

/// <summary>What a revocation endpoint said.</summary>
/// <param name="IsDone">The token is dead, or there is nothing that another attempt could change.</param>
/// <param name="Why">For the log: a status or the kind of failure, nothing of the body.</param>
public readonly record struct RevocationResponse(bool IsDone, string Why, TimeSpan? RetryAfter = null)
{
    public static RevocationResponse Done { get; } = new(IsDone: true, "");
}
