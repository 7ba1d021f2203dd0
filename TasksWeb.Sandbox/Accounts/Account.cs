using TasksWeb.Sandbox.Tasks;

namespace TasksWeb.Sandbox.Accounts;

/// <summary>A person with an account at the sandbox.</summary>
public sealed class Account
{
    private readonly Lazy<TaskBook> _tasks;

    internal Account(string subject, string name, string email, Func<Account, TaskBook> fillTasks)
    {
        Subject = subject;
        Name = name;
        Email = email;
        var space = name.IndexOf(' ', StringComparison.Ordinal);
        GivenName = space < 0 ? name : name[..space];
        FamilyName = space < 0 ? "" : name[(space + 1)..];
        _tasks = new Lazy<TaskBook>(() => fillTasks(this));
    }

    /// <summary>The <c>sub</c> claim: 21 digits, never reused.</summary>
    public string Subject { get; }

    public string Email { get; }

    /// <summary>Whether the address was confirmed: the <c>email_verified</c> claim.</summary>
    public bool IsEmailVerified { get; set; } = true;

    /// <summary>The Workspace organization of the account: the <c>hd</c> claim; null: none.</summary>
    public string? HostedDomain { get; set; }

    public string Name { get; }

    public string GivenName { get; }

    public string FamilyName { get; }

    /// <summary>This person's task lists, made when first asked for.</summary>
    public TaskBook Tasks => _tasks.Value;

    internal string PicturePath => $"/people/{Subject}/picture.svg";
}
