using TasksWeb.Sandbox.Accounts;

namespace TasksWeb.Sandbox.Tasks;

/// <summary>Writes sample lists and tasks one after the other.</summary>
internal sealed class SamplePen(Account account, TimeProvider clock)
{
    private string _list = "";

    public TaskBook Book { get; } = new(account.Subject, clock);

    public void List(string title) => _list = Book.AddList(title);

    public void Tasks(params IEnumerable<string> titles)
    {
        foreach (var title in titles)
        {
            Task(title);
        }
    }

    /// <summary>Adds a task to the last list; days count from today. Returns its id.</summary>
    public string Task(
        string title, int? due = null, string? notes = null, string? under = null, int? doneDaysAgo = null, bool hidden = false,
        bool deleted = false, string? mail = null, string? assignedFrom = null, string? assignedInSpace = null,
        bool recurring = false,
        DateOnly? onDay = null)
    {
        var now = clock.GetUtcNow();
        return Book.AddTask(_list, title, task => task with
        {
            Notes = notes,
            Parent = under,
            Due = onDay ?? (due is { } days ? DateOnly.FromDateTime(now.UtcDateTime).AddDays(days) : null),
            Completed = doneDaysAgo is { } ago ? now.AddDays(-ago) : null,
            Hidden = hidden,
            Deleted = deleted,
            Links = mail is null
                ? []
                : [new SandboxTaskLink("email", mail, "https://mail.google.com/mail/#all/sandbox0000000000")],
            AssignedFromFile = assignedFrom,
            AssignedFromSpace = assignedInSpace,
            IsRecurring = recurring,
            // People do not write all their tasks at once, and not just now.
            Updated = doneDaysAgo is { } since ? now.AddDays(-since) : now.AddDays(-1),
        }).Id;
    }
}
