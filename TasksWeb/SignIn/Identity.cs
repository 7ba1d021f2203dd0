namespace TasksWeb.SignIn;

/// <summary>Who a checked ID token speaks of.</summary>
/// <param name="Issuer">As configured, whichever of its spellings the token used.</param>
public sealed record Identity(string Issuer, string Subject, string? Name, string? Email, string? Picture);

/// <summary>A sign-in ended without a session; the code says why.</summary>
public sealed class SignInException(string code, string? detail = null, Exception? inner = null)
    : Exception($"Sign-in failed: {code}.", inner)
{
    /// <summary>The person said no.</summary>
    public const string AccessDenied = "access_denied";

    /// <summary>The answer does not belong to a sign-in of this browser, or came too late.</summary>
    public const string StateLost = "sign_in_state_lost";

    /// <summary>The code was wrong, used or expired.</summary>
    public const string CodeExchangeFailed = "code_exchange_failed";

    /// <summary>The ID token does not check out.</summary>
    public const string IdentityRejected = "identity_rejected";

    /// <summary>The provider does not answer now.</summary>
    public const string ProviderUnavailable = "provider_unavailable";

    public string Code { get; } = code;

    public string? Detail { get; } = detail;
}
