using Microsoft.Extensions.Primitives;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.SignIn;

/// <summary>
/// Who may use this site: <c>SignIn:Allow</c>, read again when a settings file changes. An invalid list leaves
/// the previous one in force.
/// </summary>
public sealed partial class AllowList : IGrantOwners, IDisposable
{
    internal const string Key = "SignIn:Allow";

    private readonly IConfiguration _configuration;
    private readonly IHostEnvironment _environment;
    private readonly UserRepository _users;
    private readonly ILogger<AllowList> _logger;
    private readonly IDisposable _changes;
    private volatile string[] _entries;

    public AllowList(
        IConfiguration configuration, IHostEnvironment environment, UserRepository users, ILogger<AllowList> logger)
    {
        (_configuration, _environment, _users, _logger) = (configuration, environment, users, logger);
        _entries = Read(configuration, Key);
        _changes = ChangeToken.OnChange(configuration.GetReloadToken, ReadAgain);
    }

    /// <summary>Raised when the list has changed.</summary>
    public event EventHandler? Changed;

    /// <summary>Everybody is allowed.</summary>
    public bool AllowsEverybody => _entries is var entries && (entries.Length == 0 || entries.Contains("*"));

    /// <param name="email">Counts only if the provider has verified it.</param>
    /// <param name="hostedDomain">The organization that the account belongs to, according to the provider (<c>hd</c>).</param>
    public bool Allows(string? email, bool isEmailVerified, string? hostedDomain) =>
        AllowsEverybody || Matches(_entries, email, isEmailVerified, hostedDomain);

    /// <summary>Whether a person may still use this site, by what their last sign-in said.</summary>
    public bool Allows(User person) => Allows(person.Email, person.IsEmailVerified, person.HostedDomain);

    /// <summary>The same by id. The list does not apply to people who never signed in here, as those of a backend.</summary>
    public async ValueTask<bool> AllowsAsync(string user, CancellationToken cancellationToken) =>
        AllowsEverybody || await _users.FindAsync(user, cancellationToken) is not { } stored || Allows(stored.Value);

    public string? IdOf(ProviderOptions provider, string subject) =>
        provider is { Issuer: { } issuer, AccountField: null } ? User.IdOf(issuer, subject) : null;

    public void Dispose() => _changes.Dispose();

    /// <summary>What is wrong with the list as it is written; each message names its key.</summary>
    internal static IEnumerable<string> ErrorsOf(IConfiguration configuration, IHostEnvironment environment)
    {
        var entries = Read(configuration, Key);
        if (entries.Length == 0 && !environment.IsDevelopment())
        {
            yield return $"{Key} is missing: name who may sign in. {Key}:0 is an e-mail address, '@' and the domain of a Google "
                + "Workspace organization, or '*' for everybody who has an account at the provider, as before version 1.1.";
        }
        foreach (var error in FormErrorsOf(Key, entries).Concat(
            FormErrorsOf(Administrators.Key, Read(configuration, Administrators.Key))))
            yield return error;
    }

    private static IEnumerable<string> FormErrorsOf(string key, string[] entries) => entries
        .Where(entry => !IsEntry(entry))
        .Select(entry => $"{key} has '{entry}': each entry is an e-mail address, '@' and a domain such as @example.com, or '*'.");

    /// <summary>Whether one of the entries is this address, its organization, or <c>*</c>.</summary>
    internal static bool Matches(string[] entries, string? email, bool isEmailVerified, string? hostedDomain) => Array.Exists(
        entries,
        entry => entry == "*" || (entry[0] == '@'
            ? hostedDomain is { Length: > 0 } && entry.AsSpan(1).Equals(hostedDomain, StringComparison.OrdinalIgnoreCase)
            : isEmailVerified && entry.Equals(email, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The entries of a list as they are written.</summary>
    internal static string[] Read(IConfiguration configuration, string key) =>
        [.. configuration.GetSection(key).GetChildren().Select(entry => entry.Value?.Trim()).OfType<string>()
            .Where(entry => entry.Length > 0)];

    private static bool IsEntry(string entry) =>
        entry == "*"
        || (entry.LastIndexOf('@') is var at and >= 0 && at < entry.Length - 1 && !entry.Any(char.IsWhiteSpace)
            && !entry.Contains('*', StringComparison.Ordinal));

    private void ReadAgain()
    {
        if (ErrorsOf(_configuration, _environment).FirstOrDefault() is { } error)
        {
            LogKept(error);
            return;
        }
        var entries = Read(_configuration, Key);
        if (entries.SequenceEqual(_entries, StringComparer.OrdinalIgnoreCase))
            return;
        _entries = entries;
        LogChanged(entries.Length);
        Changed?.Invoke(this, EventArgs.Empty);
    }

    [LoggerMessage(LogLevel.Error, "The changed list of who may sign in is not used, the one before stays: {Error}")]
    private partial void LogKept(string error);

    [LoggerMessage(LogLevel.Warning, "The list of who may sign in has changed; it has {Count} entries now.")]
    private partial void LogChanged(int count);
}
