using System.Globalization;
using Microsoft.Extensions.Localization;
using TasksWeb.GoogleTasks;
using TasksWeb.Language;
using TasksWeb.Resources;
using TasksWeb.SignIn;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Layout;

public static class TaskText
{
    /// <summary>Within half a year, a date is shown with its weekday instead of its year.</summary>
    private const int NearDays = 180;

    public static string TitleOf(TaskList list, IStringLocalizer<Strings> words) =>
        PlainText.IsBlank(list.Title) ? words["Tasks.UntitledList"] : list.Title;

    public static string TitleOf(TaskItem task, IStringLocalizer<Strings> words) =>
        PlainText.IsBlank(task.Title) ? words["Tasks.NoTitle"] : task.Title;

    /// <summary>The path of a list, by its id on pages (<see cref="AccountLists"/>).</summary>
    public static string PathOf(TaskList list) => PathOf(list.Id);

    /// <summary>The address of a list's page.</summary>
    public static string PageOf(TaskList list) => AccountLists.AccountOf(list.Id) is { } account
        ? $"{PathOf(AccountLists.WithoutAccount(list.Id))}?{SessionGrants.Parameter}={account}"
        : PathOf(list);

    public static string PathOf(TaskList list, TaskItem task) => PathOf(list.Id, task.Id);

    /// <param name="task">The task's id; null for the page of its list.</param>
    public static string PathOf(string list, string? task = null) =>
        $"/tasks/{Uri.EscapeDataString(list)}" + (task is null ? "" : $"/{Uri.EscapeDataString(task)}");

    public static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Day(DateOnly day, DateOnly today, IStringLocalizer<Strings> words) => day.ToString(
        words[Math.Abs(day.DayNumber - today.DayNumber) < NearDays ? "Date.Near" : "Date.Far"], CultureInfo.CurrentCulture);

    public static string DayInFull(DateOnly day, DateOnly today, IStringLocalizer<Strings> words) => day.ToString(
        words[Math.Abs(day.DayNumber - today.DayNumber) < NearDays ? "Date.Full" : "Date.Far"], CultureInfo.CurrentCulture);

    /// <summary>The weekday within a week, the weekday and date until the end of the next, then the date alone.</summary>
    private static string Ahead(DateOnly due, DateOnly today, IStringLocalizer<Strings> words)
    {
        var endOfNextWeek = today.DayNumber + 7 + ((7 - (int)today.DayOfWeek) % 7);
        return (due.DayNumber - today.DayNumber) switch
        {
            < 7 => due.ToString(words["Date.Weekday"], CultureInfo.CurrentCulture),
            >= NearDays => Day(due, today, words),
            _ => due.ToString(words[due.DayNumber <= endOfNextWeek ? "Date.Near" : "Date.Short"], CultureInfo.CurrentCulture),
        };
    }

    /// <summary>When a task is due or was completed; null without a date.</summary>
    /// <returns>Kind: <c>late</c>, <c>today</c>, <c>soon</c>, <c>later</c> or <c>past</c>.</returns>
    public static (string Kind, string Text, DateOnly Day)? When(
        TaskItem task, ReaderDay reader, IStringLocalizer<Strings> words)
    {
        if (task.IsCompleted)
            return task.Completed is { } completed && reader.DateOf(completed) is var past
                ? ("past", words["Tasks.CompletedOn", Day(past, reader.Today, words)], past)
                : null;
        if (task.DueDate is not { } due)
            return null;
        return (due.DayNumber - reader.Today.DayNumber) switch
        {
            < 0 => ("late", Day(due, reader.Today, words), due),
            0 => ("today", words["Tasks.DueToday"], due),
            1 => ("soon", words["Tasks.DueTomorrow"], due),
            _ => ("later", Ahead(due, reader.Today, words), due),
        };
    }
}
