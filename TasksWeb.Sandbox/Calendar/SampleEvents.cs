using System.Globalization;
using TasksWeb.Sandbox.Accounts;

namespace TasksWeb.Sandbox.Calendar;

/// <summary>One appointment, or the beginning of a weekly series.</summary>
/// <param name="Day">Days from today to the first one.</param>
/// <param name="From">The time of day in the calendar's zone; null: all day.</param>
internal sealed record SampleEvent(
    string Title, int Day, TimeOnly? From = null, int Minutes = 60, int AllDays = 1, bool Weekly = false, string? Location = null,
    bool Cancelled = false);

/// <summary>What the seeded people have in their calendars. Days count from "today" by the sandbox's clock.</summary>
internal sealed class SampleEvents(AccountDirectory accounts)
{
    private static readonly SampleEvent[] Hanakos =
    [
        new("朝会", -14, new(9, 30), 15, Weekly: true),
        new("Quarterly review", 0, new(23, 0), 45, Location: "Room B"),
        new("歯医者", 1, new(10, 15), 30, Location: "さくら歯科"),
        new("京都旅行", 5, AllDays: 3, Location: "京都"),
        new("ヨガ 🧘", -7, new(19, 0), 75, Weekly: true),
        new("Dinner with Alex", 2, new(18, 30), 120),
        new("燃えないゴミの日", 3),
        new("<i>Title</i> with & markup", 4, new(14, 0)),
        new("", 6, new(8, 0)),
        new("Long " + LongTitle, 8, new(12, 0)),
        new("Last week's demo", -6, new(15, 0)),
        new("Called off", 1, new(12, 0), Cancelled: true),
        new("忘年会", 24, new(19, 0), 150, Location: "新宿"),
    ];

    private static readonly SampleEvent[] Alexs =
    [
        new("Stand-up", -14, new(9, 30), 15, Weekly: true),
        new("Workshop planning with Priya and Sam", 0, new(11, 0), 90),
        new("Lunch with Jonas", 0, new(13, 0)),
        new("Pick up Maya", 0, new(16, 30), 30),
        new("Dinner at Tom’s", 1, new(19, 0), 150, Location: "12 Mill Lane"),
        new("Choir", -12, new(18, 0), 90, Weekly: true),
        new("Flea market", 4, new(10, 0), 120),
        new("Maya’s birthday 🎂", 10),
        new("Lisbon", 16, AllDays: 4, Location: "Lisbon"),
    ];

    private static readonly SampleEvent[] Newcomers = [new("Look around", 1, new(10, 0))];

    private const string LongTitle =
        "meeting about the meeting that was meant to prepare the meeting, with everybody who was there the last time";

    public IReadOnlyList<SampleEvent> Of(Account account) =>
        account == accounts.Hanako ? Hanakos : account == accounts.Alex ? Alexs : Newcomers;

    /// <summary>The zone a person's calendar is kept in.</summary>
    public TimeZoneInfo ZoneOf(Account account) =>
        TimeZoneInfo.FindSystemTimeZoneById(account == accounts.Hanako ? "Asia/Tokyo" : "Europe/London");

    public static string IdOf(Account account, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"sandbox{account.Subject[^4..]}event{number:D3}");
}
