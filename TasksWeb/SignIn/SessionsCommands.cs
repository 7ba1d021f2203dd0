using System.Globalization;
using TasksWeb.Foundation;
using TasksWeb.Storage;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.SignIn;

/// <summary><c>TasksWeb sessions list --user …</c>: the sessions of a person, by id or e-mail address.</summary>
internal sealed class ListSessionsCommand(UserRepository users, Sessions sessions) : ICommand
{
    public static CommandUsage Usage { get; } = new("sessions list", SessionsCommand.User)
    {
        Purpose = "Lists the sessions of a person, who is named by id or e-mail address.",
    };

    public async Task<int> RunAsync(CommandArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var people = await SessionsCommand.FindAsync(arguments, users, output, cancellationToken);
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
internal sealed class EndSessionsCommand(UserRepository users, Sessions sessions, TokenVault vault) : ICommand
{
    public static CommandUsage Usage { get; } = new(
        "sessions end", SessionsCommand.User, new CommandOption("session", "ID"), new CommandOption("revoke"))
    {
        Purpose = "Ends all sessions of a person, or one; with --revoke, all connections too.",
    };

    public async Task<int> RunAsync(CommandArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var people = await SessionsCommand.FindAsync(arguments, users, output, cancellationToken);
        if (people.Count == 0)
            return SessionsCommand.Misused;
        var tickets = new List<(User Person, Ticket Ticket)>();
        foreach (var person in people)
            tickets.AddRange((await sessions.ListAsync(person.Id, cancellationToken)).Select(ticket => (person, ticket)));
        if (arguments["session"] is { } only && tickets.RemoveAll(one => one.Ticket.Id != only) > 0 && tickets.Count == 0)
        {
            await output.WriteLineAsync(
                "--session: this person has other sessions, and none with this id. Nothing was done.");
            return SessionsCommand.Misused;
        }
        var (ended, revoked) = (0, 0);
        foreach (var (person, ticket) in tickets)
        {
            if (await sessions.EndOfAsync(person.Id, ticket.Id, cancellationToken))
                ended++;
        }
        foreach (var person in people)
        {
            if (arguments.Has("revoke"))
                revoked += await vault.RevokeAllAsync(person.Id, cancellationToken);
        }
        await output.WriteLineAsync(
            (ended > 0 ? $"{ended} sessions ended." : "There is no session to end.")
            + (arguments.Has("revoke") ? $" {revoked} grants ended." : ""));
        return 0;
    }
}

internal static class SessionsCommand
{
    public const int Misused = 2;

    public static CommandOption User { get; } = new("user", "PERSON") { IsRequired = true };

    /// <summary>Whom <c>--user</c> means. Several people may have used one e-mail address.</summary>
    public static async Task<List<User>> FindAsync(
        CommandArguments arguments, UserRepository users, TextWriter output, CancellationToken cancellationToken)
    {
        if (arguments["user"] is not { Length: > 0 } wanted)
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
