namespace TasksWeb.Errors;

/// <summary>
/// One problem as clients see it (RFC 9457), with a stable code. JSON for the API, a page in words for a browser navigation.
/// </summary>
public sealed record Problem(int Status, string Code)
{
    /// <summary>More than the code says: which field, the provider's message. Never a secret.</summary>
    public string? Detail { get; init; }

    /// <summary>Why a grant died, or the provider's own reason.</summary>
    public string? Reason { get; init; }

    /// <summary>The connector it is about; pages name it.</summary>
    public string? Connector { get; init; }

    /// <summary>The connector that replaces <see cref="Connector"/>, which has been shut down.</summary>
    public string? Successor { get; init; }

    /// <summary>Where a person can fix it: a path on this site, for another backend an absolute URL.</summary>
    public string? AuthorizeUrl { get; init; }
    public IReadOnlyList<string>? MissingScopes { get; init; }

    /// <summary>The accounts to choose from.</summary>
    public IReadOnlyList<ProblemAccount>? Accounts { get; init; }
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>When to try again if the failure does not say.</summary>
    public static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(5);

    public static Problem SignedOut => new(StatusCodes.Status401Unauthorized, "signed_out");

    public static Problem NotFound => new(StatusCodes.Status404NotFound, "not_found");

    public static Problem Internal => new(StatusCodes.Status500InternalServerError, "internal_error");

    /// <summary>A malformed request; the detail says which field and why.</summary>
    public static Problem Invalid(string detail) => new(StatusCodes.Status400BadRequest, "invalid_request") { Detail = detail };

    public static Problem RateLimited(TimeSpan retryAfter) =>
        new(StatusCodes.Status429TooManyRequests, "rate_limited") { RetryAfter = retryAfter };

    /// <summary>The problem of a response that has a status but no body.</summary>
    public static Problem ForStatus(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => SignedOut,
        StatusCodes.Status404NotFound => NotFound,
        StatusCodes.Status405MethodNotAllowed => new(status, "method_not_allowed"),
        StatusCodes.Status415UnsupportedMediaType => new(status, "invalid_request")
        {
            Detail = "Content-Type: send application/json.",
        },
        >= 400 and < 500 => new(status, "invalid_request"),
        _ => new(status, "internal_error"),
    };
}

/// <summary>An account at a provider.</summary>
/// <param name="Account">What the query parameter <c>account</c> chooses it by.</param>
public sealed record ProblemAccount(string Account, string? Name, string? Email);

/// <summary>Ends a request with a problem.</summary>
public sealed class ProblemException(Problem problem) : Exception(problem.Code)
{
    public Problem Problem { get; } = problem;
}
