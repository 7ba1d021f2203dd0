using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using TasksWeb.Errors;
using TasksWeb.GoogleTasks;
using TasksWeb.Language;
using TasksWeb.Resources;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;
using TasksWeb.Tasks.Transfer;

namespace TasksWeb.Tasks.QuickAdd;

/// <summary>
/// Quick add from anywhere: a line or many, understood before anything is made. A link fills the form in; only a post makes
/// tasks.
/// </summary>
public sealed class QuickAddController(
    TaskStore store, ImportRun maker, TimeProvider clock, IStringLocalizer<Strings> words)
    : TasksPageController(store, clock, words)
{
    /// <param name="text">Lines as they would be typed.</param>
    /// <param name="title">One task, field by field: its title is taken as it is.</param>
    /// <param name="list">A list's id or name.</param>
    /// <param name="due">A date, or words for one.</param>
    [HttpGet("/tasks/new")]
    public async Task<IActionResult> New(string? text, string? title, string? list, string? due, string? notes, string? returnUrl)
    {
        var desk = await DeskAsync(DeskPlace.Elsewhere, selected: null);
        if (desk.Lists.Count == 0)
            return View("New", new NewTasksPage(desk, new QuickAddText(), []) { Complaint = Words["New.NoList"] });
        var known = desk.Lists.FirstOrDefault(one => one.Id == list)
            ?? (!string.IsNullOrWhiteSpace(list) && ListTags.Matching(list, desk.Lists) is [var named, ..] ? named : null);
        var form = new QuickAddText { Text = text, List = known?.Id, ReturnUrl = returnUrl };
        if (string.IsNullOrWhiteSpace(title) && string.IsNullOrWhiteSpace(notes) && string.IsNullOrWhiteSpace(due))
            return View("New", new NewTasksPage(desk, form, []));
        var day = string.IsNullOrWhiteSpace(due) ? null : QuickAddParser.Parse($"{due} x", ContextOf(desk)).Due;
        var task = new NewTask(title ?? "", day, notes, known ?? desk.Lists[0], 0, []);
        return View("New", new NewTasksPage(desk, form, [task])
        {
            IsFilledIn = true,
            Complaint = known is null && !string.IsNullOrWhiteSpace(list) ? Words["New.NoSuchList", PlainText.Isolated(list)]
                : day is null && !string.IsNullOrWhiteSpace(due) ? Words["Tasks.DueUnreadable"]
                : (string?)null,
        });
    }

    /// <summary>Shows what was understood, or makes it at once.</summary>
    /// <param name="step"><c>add</c> or <c>preview</c>.</param>
    [HttpPost("/tasks/new")]
    public async Task<IActionResult> Add([FromForm] QuickAddText form, [FromForm] string? step)
    {
        var (desk, tasks, complaint) = await UnderstandAsync(form);
        if (complaint is not null || step != "add" || tasks.Any(task => ComplaintAbout(task) is not null))
            return Page(
                desk, form, tasks, complaint ?? tasks.Select(ComplaintAbout).FirstOrDefault(said => said is not null),
                isBad: step == "add");
        return await MakeAsync(desk, form, tasks);
    }

    /// <summary>What a text would be understood as, for scripts to show while it is typed.</summary>
    [HttpPost("/tasks/new/preview")]
    public async Task<IActionResult> Preview([FromForm] QuickAddText form)
    {
        var (desk, tasks, complaint) = await UnderstandAsync(form);
        return PartialView("_Understood", new NewTasksPage(desk, form, tasks) { Complaint = complaint });
    }

    /// <summary>Makes the tasks as their fields say.</summary>
    [HttpPost("/tasks/new/tasks")]
    public async Task<IActionResult> Make([FromForm] NewTaskFields fields, [FromForm] QuickAddText form)
    {
        var desk = await DeskAsync(DeskPlace.Elsewhere, selected: null);
        if (desk.Lists.Count == 0 || fields.Title.Length is 0 or > QuickAddText.MaxLines)
            throw new ProblemException(Errors.Problem.Invalid(Words["New.TooMany", QuickAddText.MaxLines]));
        var tasks = fields.Tasks(desk);
        var complaint = tasks.Select(ComplaintAbout).FirstOrDefault(said => said is not null)
            ?? (fields.HasUnreadableDate ? Words["Tasks.DueUnreadable"].Value : null);
        return complaint is null ? await MakeAsync(desk, form, tasks) : Page(desk, form, tasks, complaint, isBad: true);
    }

    private async Task<IActionResult> MakeAsync(Desk desk, QuickAddText form, IReadOnlyList<NewTask> tasks)
    {
        var report = await maker.MakeAsync(Grant, NewTask.ToMake(tasks), isRepeatable: false, Aborted);
        if (report.Left + report.Refused.Count > 0)
        {
            // What was made is not made again: only the rest stays in the fields.
            var made = report.Made.Select(one => (one.List.Id, one.Task.Title)).ToList();
            var rest = tasks.Where(task => !made.Remove((task.List.Id, task.Title))).ToList();
            return Page(desk, form with { Text = null }, rest, string.Join(' ', ImportSummary.Of(report, Words)), isBad: true);
        }
        var message = report.Made is [var one]
            ? Words["New.Done.One", Quoted(one.Task), Quoted(one.List), DateOf(one.Task, desk)].Value.Trim()
            : Words["New.Done.Many", report.Made.Count].Value;
        return Done(
            new Receipt(message, UndoOf(report)),
            form.ReturnUrl is { Length: > 0 } back ? back : TaskText.PathOf(report.Made[0].List));
    }

    private FormAction UndoOf(ImportReport report) => report.Made is [var one]
        ? Undo($"{TaskText.PathOf(one.List, one.Task)}/delete")
        : Undo("/tasks/bulk", [new("todo", "delete"), .. report.Picks.Select(pick => new FormField("pick", pick))]);

    private string DateOf(TaskItem task, Desk desk) => TaskText.When(task, desk.Day, Words) is { } when ? when.Text : "";

    private async Task<(Desk Desk, IReadOnlyList<NewTask> Tasks, string? Complaint)> UnderstandAsync(QuickAddText form)
    {
        var desk = await DeskAsync(DeskPlace.Elsewhere, selected: null);
        if (desk.Lists.Count == 0)
            return (desk, [], Words["New.NoList"]);
        if (form.Text is { Length: > QuickAddText.MaxLength }
            || (form.Text ?? "").Count(c => c == '\n') > QuickAddText.MaxLines * 10)
            return (desk, [], Words["New.TooMany", QuickAddText.MaxLines]);
        var tasks = NewTask.Of(form, ContextOf(desk), desk.Lists.FirstOrDefault(list => list.Id == form.List) ?? desk.Lists[0]);
        return (desk, tasks, tasks.Count switch
        {
            0 => Words["Tasks.TitleMissing"].Value,
            > QuickAddText.MaxLines => Words["New.TooMany", QuickAddText.MaxLines].Value,
            _ => null,
        });
    }

    private QuickAddContext ContextOf(Desk desk) => new(desk.Day.Today, DateOrder.IsDayFirst(Request), desk.Lists);

    private ViewResult Page(Desk desk, QuickAddText form, IReadOnlyList<NewTask> tasks, string? complaint, bool isBad)
    {
        if (isBad)
            Response.StatusCode = StatusCodes.Status400BadRequest;
        return View("New", new NewTasksPage(desk, form, [.. tasks.Take(QuickAddText.MaxLines)]) { Complaint = complaint });
    }

    private string? ComplaintAbout(NewTask task) =>
        PlainText.IsBlank(task.Title) ? Words["Tasks.TitleMissing"]
        : TaskLimits.LengthOf(task.Title) > TaskLimits.Title ? Words["Tasks.TitleTooLong", TaskLimits.LengthOf(task.Title), TaskLimits.Title]
        : TaskLimits.LengthOf(task.Notes) > TaskLimits.Notes ? Words["Tasks.NotesTooLong", TaskLimits.LengthOf(task.Notes), TaskLimits.Notes]
        : (string?)null;
}
