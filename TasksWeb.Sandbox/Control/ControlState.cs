using TasksWeb.Sandbox.Faults;
using TasksWeb.Sandbox.Traffic;

namespace TasksWeb.Sandbox.Control;

/// <summary>The answer of <c>GET /sandbox/state</c>. Holds no token.</summary>
internal sealed record ControlState
{
    public required string Address { get; init; }

    public required IEnumerable<PersonState> People { get; init; }

    public required IEnumerable<GrantState> Grants { get; init; }

    public required bool RotateRefreshTokens { get; init; }

    public required bool RepeatGrace { get; init; }

    public required double AccessTokenLifetimeSeconds { get; init; }

    public required IEnumerable<FaultState> Faults { get; init; }

    public required long CodeExchanges { get; init; }

    public required long Exchanges { get; init; }

    public required IReadOnlyDictionary<string, long> ExchangesByOutcome { get; init; }

    public required IReadOnlyDictionary<string, long> Calls { get; init; }

    public static ControlState Of(SandboxServer server) => new()
    {
        Address = server.Address.ToString(),
        People = server.Accounts.All.Select(account => new PersonState(account.Subject, account.Email, account.Name)),
        Grants = server.Authorities.SelectMany(authority => authority.Grants.All.Select(grant =>
            new GrantState(authority.Key, grant.Account.Email, grant.Client.ClientId, grant.Scopes, grant.LiveRefreshTokens))),
        RotateRefreshTokens = server.Grants.RotateRefreshTokens,
        RepeatGrace = server.Grants.RepeatGrace,
        AccessTokenLifetimeSeconds = server.Grants.AccessTokenLifetime.TotalSeconds,
        Faults = server.Faults.All,
        CodeExchanges = server.CodeExchangeCount,
        Exchanges = server.ExchangeCount,
        ExchangesByOutcome = Enum.GetValues<RefreshOutcome>()
            .ToDictionary(outcome => outcome.ToString(), server.Traffic.ExchangesEndedAs, StringComparer.Ordinal),
        Calls = server.Traffic.Calls,
    };

    internal sealed record PersonState(string Subject, string Email, string Name);

    internal sealed record GrantState(
        string Authority, string Person, string ClientId, IReadOnlyList<string> Scopes, int LiveRefreshTokens);
}
