using Microsoft.Extensions.Options;

namespace TasksWeb.Hosting;

/// <summary><c>RateLimits</c>: how much one person, one backend or one address may ask for.</summary>
public sealed class RateLimitOptions
{
    public bool Enabled { get; set; } = true;

    /// <summary>Requests a signed-in person may make at once.</summary>
    public int UserBurst { get; set; } = 5000;

    /// <summary>… and how many are added each second.</summary>
    public int UserPerSecond { get; set; } = 200;

    /// <summary>Requests another backend may make at once with its API key.</summary>
    public int KeyBurst { get; set; } = 2000;

    /// <summary>… and how many are added each second.</summary>
    public int KeyPerSecond { get; set; } = 200;

    /// <summary>Requests one address may make at once without being signed in, sign-ins included.</summary>
    public int AddressBurst { get; set; } = 1000;

    /// <summary>… and how many are added each second.</summary>
    public int AddressPerSecond { get; set; } = 50;
}

internal sealed class RateLimitOptionsValidation : IValidateOptions<RateLimitOptions>
{
    public ValidateOptionsResult Validate(string? name, RateLimitOptions options)
    {
        (string Key, int Value)[] numbers =
        [
            (nameof(options.UserBurst), options.UserBurst), (nameof(options.UserPerSecond), options.UserPerSecond),
            (nameof(options.KeyBurst), options.KeyBurst), (nameof(options.KeyPerSecond), options.KeyPerSecond),
            (nameof(options.AddressBurst), options.AddressBurst), (nameof(options.AddressPerSecond), options.AddressPerSecond),
        ];
        return Array.FindAll(numbers, number => number.Value < 1) is { Length: > 0 } wrong
            ? ValidateOptionsResult.Fail(wrong.Select(number => $"RateLimits:{number.Key} must be at least 1."))
            : ValidateOptionsResult.Success;
    }
}
