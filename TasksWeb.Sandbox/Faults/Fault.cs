namespace TasksWeb.Sandbox.Faults;

/// <summary>What goes wrong. In JSON: snake_case.</summary>
public enum FaultKind
{
    /// <summary>Waits <see cref="Fault.Milliseconds"/>, then goes on; other faults may follow.</summary>
    Delay,

    /// <summary>Waits until the fault is cleared (then answers) or the client goes away.</summary>
    Hang,

    /// <summary>An error <see cref="Fault.Status"/> with the endpoint's own error body.</summary>
    Status,

    /// <summary>An HTML page with <see cref="Fault.Status"/> (200 unless given), as a proxy on the way would send.</summary>
    Html,

    /// <summary>An empty body with <see cref="Fault.Status"/> (200 unless given).</summary>
    Empty,

    /// <summary>The request is processed; half of the JSON is sent as if it were all.</summary>
    Truncate,

    /// <summary>The request is processed; half of the body is sent, then the connection is dropped.</summary>
    DropMidBody,

    /// <summary>The request is processed; half of the body is sent, and the rest only when the fault is cleared.</summary>
    StallMidBody,

    /// <summary>The request is processed; the body is sent a byte every second, or <see cref="Fault.Milliseconds"/>.</summary>
    Trickle,

    /// <summary>The request is processed; the body says that it is packed with gzip and is not.</summary>
    NotGzip,

    /// <summary>A JSON body of <see cref="Fault.Bytes"/> (10 MB unless given).</summary>
    Big,

    /// <summary>The connection is dropped before the request is processed.</summary>
    Drop,

    /// <summary>The request is processed (tokens rotate), then the connection is dropped before any byte is sent.</summary>
    DropAfter,

    /// <summary>A redirect to <see cref="Fault.Location"/>, with <see cref="Fault.Status"/> (307 unless given).</summary>
    Redirect,

    /// <summary>The OAuth error <see cref="Fault.Error"/>; at the authorization endpoint it comes back on the callback.</summary>
    OauthError,

    /// <summary>A token answer with <see cref="Fault.ExpiresIn"/>.</summary>
    ExpiresIn,

    /// <summary>A token answer with the ID token flaw <see cref="Fault.IdToken"/>.</summary>
    IdToken,

    /// <summary>A token answer whose <c>scope</c> lacks <see cref="Fault.Scope"/>, or is missing when that is null.</summary>
    Scope,
}

/// <summary>How <c>expires_in</c> is wrong.</summary>
public enum ExpiresInFlaw
{
    Missing,
    Zero,
    Negative,

    /// <summary>9223372036854775807.</summary>
    Huge,

    /// <summary>A string of digits instead of a number.</summary>
    Text,
}

/// <summary>How an ID token is wrong.</summary>
public enum IdTokenFlaw
{
    WrongIssuer,
    WrongAudience,
    BadSignature,
    AlgNone,

    /// <summary>HMAC with the public key as the secret (RFC 8725 §2.1).</summary>
    Hs256,
    WrongNonce,
    MissingSub,
    UnknownKid,
    Expired,

    /// <summary>No <c>id_token</c> in the answer.</summary>
    Missing,
}

/// <summary>One thing that is to go wrong. The JSON of <c>POST /sandbox/faults</c> has the same members.</summary>
public sealed record Fault
{
    /// <summary>
    /// <c>authorize</c>, <c>token</c>, <c>revoke</c>, <c>userinfo</c>, <c>certs</c>, <c>tasks</c>, <c>drive</c>, <c>calendar</c>,
    /// <c>health</c>; <c>fitbit</c> (all of it), <c>fitbit_token</c>, <c>fitbit_heart</c> …; <c>oidc</c>, <c>oidc_token</c> …; or
    /// a path prefix from <c>/</c>.
    /// </summary>
    public required string Endpoint { get; init; }

    public required FaultKind Kind { get; init; }

    /// <summary>How many requests it meets; 0 = until it is cleared.</summary>
    public int Times { get; init; } = 1;

    /// <summary>How many requests it lets pass first.</summary>
    public int Skip { get; init; }

    public int? Status { get; init; }

    /// <summary>
    /// The <c>reason</c> of a Google error, the <c>error</c> of an OAuth one, or the <c>errorType</c> of Fitbit.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>Sent as <c>Retry-After</c>, in seconds.</summary>
    public int? RetryAfter { get; init; }

    public int? Milliseconds { get; init; }

    /// <summary>An OAuth error code: <c>invalid_grant</c>, <c>invalid_client</c>, <c>temporarily_unavailable</c> …</summary>
    public string? Error { get; init; }

    public ExpiresInFlaw? ExpiresIn { get; init; }

    public IdTokenFlaw? IdToken { get; init; }

    public string? Scope { get; init; }

    public int? Bytes { get; init; }

    public string? Location { get; init; }

    public static Fault Of(string endpoint, FaultKind kind, int times = 1) =>
        new() { Endpoint = endpoint, Kind = kind, Times = times };

    public static Fault Answering(string endpoint, int status, int times = 1, string? reason = null, int? retryAfter = null) =>
        new() { Endpoint = endpoint, Kind = FaultKind.Status, Status = status, Times = times, Reason = reason, RetryAfter = retryAfter };

    public static Fault Delaying(string endpoint, TimeSpan by, int times = 1) =>
        new() { Endpoint = endpoint, Kind = FaultKind.Delay, Milliseconds = (int)by.TotalMilliseconds, Times = times };

    public static Fault OAuth(string endpoint, string error, int times = 1) =>
        new() { Endpoint = endpoint, Kind = FaultKind.OauthError, Error = error, Times = times };

    public static Fault With(ExpiresInFlaw flaw, int times = 1) =>
        new() { Endpoint = "token", Kind = FaultKind.ExpiresIn, ExpiresIn = flaw, Times = times };

    public static Fault With(IdTokenFlaw flaw, int times = 1) =>
        new() { Endpoint = "token", Kind = FaultKind.IdToken, IdToken = flaw, Times = times };

    /// <summary>What is wrong with the description itself; null when it can be used.</summary>
    internal string? Problem() => this switch
    {
        _ when !FaultEndpoints.IsKnown(Endpoint) =>
            $"endpoint: {string.Join(", ", FaultEndpoints.Names)}, or a path prefix that starts with /",
        { Times: < 0 } or { Skip: < 0 } => "times, skip: not negative; times 0 = until cleared",
        { Kind: FaultKind.Delay, Milliseconds: not (>= 0 and <= 3_600_000) } => "milliseconds: 0 to 3600000",
        { Kind: FaultKind.Status, Status: not (>= 400 and <= 599) } => "status: 400 to 599",
        { Kind: FaultKind.Html or FaultKind.Empty, Status: not (null or (>= 200 and <= 599)) } => "status: 200 to 599",
        { Kind: FaultKind.Redirect, Status: not (null or (>= 301 and <= 308)) } => "status: 301 to 308",
        { Kind: FaultKind.Redirect, Location: null } => "location: where to",
        { Kind: FaultKind.OauthError, Error: null } => "error: an OAuth error code",
        { Kind: FaultKind.ExpiresIn, ExpiresIn: null } => "expiresIn: missing, zero, negative, huge or text",
        { Kind: FaultKind.IdToken, IdToken: null } => "idToken: the flaw",
        { Bytes: < 0 or > 100_000_000 } => "bytes: 0 to 100000000",
        _ => null,
    };
}
