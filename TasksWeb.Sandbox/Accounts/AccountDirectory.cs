using System.Collections.Concurrent;
using System.Globalization;
using TasksWeb.Sandbox.Tasks;

namespace TasksWeb.Sandbox.Accounts;

/// <summary>Everybody who has an account at the sandbox.</summary>
public sealed class AccountDirectory
{
    private const int LongestName = 80;

    private readonly ConcurrentDictionary<string, Account> _bySubject = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Account> _byEmail = new(StringComparer.OrdinalIgnoreCase);
    private readonly SampleTasks _samples;
    private int _count;

    internal AccountDirectory(TimeProvider clock)
    {
        _samples = new SampleTasks(clock);
        Alex = Add(2, "Alex Smith", "alex.smith@example.com", _samples.ForAlex);
        Hanako = Add(1, "Hanako Yamada", "hanako.yamada@example.com", _samples.ForHanako);
        _count = 2;
    }

    /// <summary>Seeded: six tidy lists in English, as somebody has who uses tasks every day.</summary>
    public Account Alex { get; }

    /// <summary>Seeded: odd data. Six lists, one of 130 tasks, one empty, one of edge cases, in Japanese and English.</summary>
    public Account Hanako { get; }

    /// <summary>Everybody in the order they came, Alex first.</summary>
    public IReadOnlyList<Account> All => [.. _bySubject.Values.OrderBy(account => account != Alex)
        .ThenBy(account => account.Subject, StringComparer.Ordinal)];

    /// <summary>Makes an account with one small task list. The email is made from the name unless given.</summary>
    /// <exception cref="ArgumentException">The name is blank or long, or the email is taken.</exception>
    public Account Add(string name, string? email = null) => Add(name, email, _samples.ForNewcomer);

    /// <summary>Finds by subject or email, as <c>login_hint</c> does.</summary>
    public Account? Find(string? subjectOrEmail) =>
        subjectOrEmail is null ? null
        : _bySubject.GetValueOrDefault(subjectOrEmail) ?? _byEmail.GetValueOrDefault(subjectOrEmail);

    /// <summary>Gives a person many lists of many tasks besides their own.</summary>
    /// <param name="notes">Characters of notes of every task; null: short ones of every fifth.</param>
    public void FillTasks(Account account, int lists, int tasks, int? notes = null) =>
        _samples.Fill(account.Tasks, lists, tasks, notes);

    internal static int IndexOf(Account account) => int.Parse(account.Subject.AsSpan(10), CultureInfo.InvariantCulture) - 1;

    private Account Add(string name, string? email, Func<Account, TaskBook> fillTasks) =>
        Add(Interlocked.Increment(ref _count), name, email, fillTasks);

    private Account Add(int number, string name, string? email, Func<Account, TaskBook> fillTasks)
    {
        name = string.Join(' ', new string([.. name.Where(letter => !char.IsControl(letter))])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries));
        if (name.Length is 0 or > LongestName)
        {
            throw new ArgumentException($"A name has 1 to {LongestName} letters.", nameof(name));
        }

        var subject = "10000000000" + number.ToString("D10", CultureInfo.InvariantCulture);
        var account = new Account(subject, name, email ?? EmailFor(name, number), fillTasks);
        if (!_byEmail.TryAdd(account.Email, account))
        {
            throw new ArgumentException($"{account.Email} has an account already.", nameof(email));
        }

        _bySubject[subject] = account;
        return account;
    }

    private static string EmailFor(string name, int number)
    {
        var letters =
            new string([.. name.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '.')]).Trim('.');
        return string.Create(CultureInfo.InvariantCulture, $"{(letters.Length == 0 ? "person" : letters)}.{number}@example.com");
    }
}
