using System.Globalization;
using TasksWeb.Foundation;
using TasksWeb.Storage;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.SignIn;

/// <summary><c>TasksWeb sessions list --user …</c>: the sessions of a person, by id or e-mail address.</summary>
internal sealed class ListSessionsCommand(IConfiguration configuration, UserRepository users, Sessions sessions) : ICommand
{
    public string Name => "sessions list";

    public async Task<int> RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var people = await SessionsCommand.FindAsync(configuration, users, output, cancellationToken);
        foreach (var person in people)
        {
            await output.WriteLineAsync($"{person.Id} ({person.Email})");
            foreach (var ticket in await sessions.ListAsync(person.Id, cancellationToken))
            {
                await output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {ticket.Id} since {ticket.CreatedAt:u}, last used {ticket.SeenAt:u}, until {ticket.ExpiresAt:u}"));
            }
        }
        return people.Count > 0 ? 0 : SessionsCommand.Misused;
    }
}

/// <summary>
/// <c>TasksWeb sessions end --user … [--session …] [--revoke]</c>: ends all sessions of a person, or one, and on request
/// all grants. Instances that are running notice within seconds.
/// </summary>
internal sealed class EndSessionsCommand(
    IConfiguration configuration, UserRepository users, Sessions sessions, TokenVault vault) : ICommand
{
    public string Name => "sessions end";

    public async Task<int> RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var (ended, revoked) = (0, 0);
        if (configuration["revoke"] is not (null or "true" or "false"))
        {
            await output.WriteLineAsync("--revoke takes no value, or true or false.");
            return SessionsCommand.Misused;
        }
        foreach (var person in await SessionsCommand.FindAsync(configuration, users, output, cancellationToken))
        {
            foreach (var ticket in await sessions.ListAsync(person.Id, cancellationToken))
            {
                if (configuration["session"] is { } only && only != ticket.Id)
                    continue;
                if (await sessions.EndOfAsync(person.Id, ticket.Id, cancellationToken))
                    ended++;
            }
            if (configuration["revoke"] == "true")
                revoked += await vault.RevokeAllAsync(person.Id, cancellationToken);
        }
        await output.WriteLineAsync(
            $"{ended} sessions ended." + (configuration["revoke"] == "true" ? $" {revoked} grants ended." : ""));
        return ended + revoked > 0 ? 0 : SessionsCommand.Misused;
    }
}

internal static class SessionsCommand
{
    public const int Misused = 2;

    /// <summary>Whom <c>--user</c> means. Several people may have used one e-mail address.</summary>
    public static async Task<List<User>> FindAsync(
        IConfiguration configuration, UserRepository users, TextWriter output, CancellationToken cancellationToken)
    {
        if (configuration["user"] is not { Length: > 0 } wanted)
        {
            await output.WriteLineAsync("--user: name a person by id or e-mail address.");
            return [];
        }
        var found = await users.FindAsync(wanted, cancellationToken) is { } one
            ? [one.Value]
            : await users.AllAsync(cancellationToken).Select(stored => stored.Value)
                .Where(user => string.Equals(user.Email, wanted, StringComparison.OrdinalIgnoreCase))
                .ToListAsync(cancellationToken);
        if (found.Count == 0)
            await output.WriteLineAsync($"--user: nobody here has the id or e-mail address {wanted}.");
        return found;
    }
}
