using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using TasksWeb.SignIn;

namespace TasksWeb.Admin;

/// <summary>A person's sessions, to be ended one by one.</summary>
[Authorize]
[AdministratorsOnly]
[AutoValidateAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class PeopleController(UserRepository users, Sessions sessions) : Controller
{
    /// <summary>People that are looked at for an e-mail address; an id is found at once.</summary>
    private const int MostRead = 20_000;

    private const int MostShown = 20;

    /// <param name="find">An id, or a whole e-mail address.</param>
    [HttpGet($"{AdminController.Root}/people")]
    public async Task<IActionResult> People(string? find)
    {
        var found = new List<PersonSessions>();
        if (find?.Trim() is { Length: > 0 } wanted)
        {
            foreach (var person in await FindAsync(wanted, HttpContext.RequestAborted))
                found.Add(new PersonSessions(person, await sessions.ListAsync(person.Id, HttpContext.RequestAborted)));
        }
        return View("~/Views/Admin/People.cshtml", new PeopleView(find?.Trim(), found));
    }

    private async Task<List<User>> FindAsync(string wanted, CancellationToken cancellationToken) =>
        await users.FindAsync(wanted, cancellationToken) is { } one
            ? [one.Value]
            : await users.AllAsync(cancellationToken).Take(MostRead).Select(stored => stored.Value)
                .Where(person => string.Equals(person.Email, wanted, StringComparison.OrdinalIgnoreCase))
                .Take(MostShown).ToListAsync(cancellationToken);
}

/// <param name="Find">What was looked for; null: nothing yet.</param>
public sealed record PeopleView(string? Find, IReadOnlyList<PersonSessions> Found);

public sealed record PersonSessions(User Person, IReadOnlyList<Ticket> Sessions);
