using Microsoft.Extensions.Options;

namespace TasksWeb.Tokens;

/// <summary><c>Tokens</c>: times and limits of the vault.</summary>
public sealed class TokenOptions
{
    /// <summary>A token is handed out only if it lives longer than this.</summary>
    public TimeSpan Buffer { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Requests sent again after the first, when the provider says that the token has expired.</summary>
    public int MaxRetries { get; set; } = 2;

    /// <summary>How long the token endpoint may take.</summary>
    public TimeSpan ExchangeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one holder may work on a grant; longer than <see cref="ExchangeTimeout"/>.</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long one call of a provider's API may take, its body included.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The largest answer that is read from a provider's API, in bytes.</summary>
    public int MaxAnswerBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>How long a token is handed out from memory before the store is asked again.</summary>
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the background job looks for what is due.</summary>
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long before its end the job renews a token, less up to a quarter; half the token's life if that is shorter. Longer
    /// than <see cref="RefreshInterval"/> and <see cref="Buffer"/> together, or people's calls are first.
    /// </summary>
    public TimeSpan RefreshAhead { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// A grant that was not used in this time is dormant: its tokens may expire, and are refreshed when they are needed.
    /// </summary>
    public TimeSpan ActiveWithin { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long the tombstone of an ended grant is kept.</summary>
    public TimeSpan TombstoneRetention { get; set; } = TimeSpan.FromDays(90);
}

internal sealed class TokenOptionsValidation : IValidateOptions<TokenOptions>
{
    public ValidateOptionsResult Validate(string? name, TokenOptions options)
    {
        (string Key, TimeSpan Value, TimeSpan Least, TimeSpan Most)[] times =
        [
            ("Buffer", options.Buffer, TimeSpan.Zero, TimeSpan.FromMinutes(30)),
            ("ExchangeTimeout", options.ExchangeTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(2)),
            ("CallTimeout", options.CallTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
            ("CheckInterval", options.CheckInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
            ("RefreshInterval", options.RefreshInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1)),
            ("RefreshAhead", options.RefreshAhead, TimeSpan.Zero, TimeSpan.FromDays(1)),
            ("ActiveWithin", options.ActiveWithin, TimeSpan.Zero, TimeSpan.FromDays(365)),
            ("TombstoneRetention", options.TombstoneRetention, TimeSpan.FromHours(1), TimeSpan.FromDays(3650)),
        ];
        var errors = times.Where(time => time.Value < time.Least || time.Value > time.Most)
            .Select(time => $"Tokens:{time.Key} must be between {time.Least:g} and {time.Most:g}.")
            .ToList();
        if (options.MaxRetries is < 0 or > 5)
            errors.Add("Tokens:MaxRetries must be between 0 and 5.");
        if (options.LeaseDuration <= options.ExchangeTimeout || options.LeaseDuration > TimeSpan.FromMinutes(10))
            errors.Add("Tokens:LeaseDuration must be longer than Tokens:ExchangeTimeout, and at most 00:10:00.");
        if (options.MaxAnswerBytes < 1024)
            errors.Add("Tokens:MaxAnswerBytes must be at least 1024.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
