using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using TasksWeb.GoogleTasks;
using TasksWeb.Language;
using TasksWeb.Resources;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;
using TasksWeb.Tasks.Transfer;

namespace TasksWeb.Tasks.QuickAdd;

/// <summary>Quick add of one or many lines. A link only fills in the form; only a POST creates tasks.</summary>
public sealed class QuickAddController(
    PersonTasks store, TaskImporter importer, TimeProvider clock, IStringLocalizer<Strings> words)
    : TasksPageController(store, clock, words)
{
    /// <param name="title">The literal title of one task; notes and due are of the same.</param>
    /// <param name="list">A list's id or name.</param>
    /// <param name="due">A date in any form that quick add reads.</param>
    [HttpGet("/tasks/new")]
    public async Task<IActionResult> New(
        string? text, string? title, string? list, string? due, string? notes, string? returnUrl)
    {
        var layout = await LayoutAsync(LayoutSection.None);
        if (layout.Lists.Count == 0)
            return View("New", new NewTasksPage(layout, new QuickAddText(), []) { Error = Words["New.NoList"] });
        var (hasList, hasDue) = (!string.IsNullOrWhiteSpace(list), !string.IsNullOrWhiteSpace(due));
        var known = layout.Lists.FirstOrDefault(one => one.Id == list)
            ?? (hasList && ListTags.Matching(list!, layout.Lists) is [var named, ..] ? named : null);
        var form = new QuickAddText { Text = text, List = known?.Id, ReturnUrl = returnUrl };
        if (string.IsNullOrWhiteSpace(title) && string.IsNullOrWhiteSpace(notes) && !hasDue)
            return View("New", new NewTasksPage(layout, form, []));
        var day = hasDue ? QuickAddParser.Parse($"{due} x", ContextOf(layout)).Due : null;
        var task = new NewTask(title ?? "", day, notes, known ?? layout.Lists[0], Level: 0, []);
        return View("New", new NewTasksPage(layout, form, [task])
        {
            IsFilledIn = true,
            Error = known is null && hasList ? Words["New.NoSuchList", PlainText.Isolated(list!)]
                : day is null && hasDue ? Words["Tasks.DueUnreadable"]
                : (string?)null,
        });
    }

    /// <summary>Text that another app has shared, to be previewed and added.</summary>
    [HttpGet("/tasks/share")]
    public Task<IActionResult> Share(string? title, string? text, string? url)
    {
        var shared = new[] { title, text, url }.Where(part => !string.IsNullOrWhiteSpace(part))
            .Distinct(StringComparer.Ordinal).ToList();
        return shared.Count > 1
            ? New(null, shared[0], null, null, string.Join('\n', shared.Skip(1)), null)
            : New(shared.FirstOrDefault(), null, null, null, null, null);
    }

    /// <param name="step"><c>add</c>, or <c>preview</c> to show how the text is understood.</param>
    [HttpPost("/tasks/new")]
    public async Task<IActionResult> Add([FromForm] QuickAddText form, [FromForm] string? step)
    {
        var (layout, tasks, error) = await ParseAsync(form);
        error ??= ErrorIn(tasks);
        return error is null && step == "add"
            ? await ImportAsync(layout, form, tasks)
            : Page(layout, form, tasks, error, isRefused: step == "add");
    }

    /// <summary>How a text is understood, for scripts that show it while it is typed.</summary>
    [HttpPost("/tasks/new/preview")]
    public async Task<IActionResult> Preview([FromForm] QuickAddText form)
    {
        var (layout, tasks, error) = await ParseAsync(form);
        return PartialView("_Understood", new NewTasksPage(layout, form, tasks) { Error = error });
    }

    /// <summary>The date that these words mean, for scripts; without a body if they mean none.</summary>
    [HttpGet("/tasks/date")]
    public IActionResult Date(string? text) =>
        QuickAddParser.Parse($"x {text}", new(Day.Today, DateOrder.IsDayFirst(Request), []) { ReadsLists = false })
            is { Due: { } due, Title: "x" }
            ? Json(new { day = TaskText.Iso(due), text = TaskText.DayInFull(due, Day.Today, Words) })
            : NoContent();

    [HttpPost("/tasks/new/tasks")]
    public async Task<IActionResult> Create([FromForm] NewTaskFields fields, [FromForm] QuickAddText form)
    {
        var layout = await LayoutAsync(LayoutSection.None);
        if (layout.Lists.Count == 0 || fields.Title.Length is 0 or > QuickAddText.MaxLines)
            throw Invalid(Words["New.TooMany", QuickAddText.MaxLines]);
        var tasks = fields.Tasks(layout);
        var error = ErrorIn(tasks) ?? (fields.AreDatesValid ? null : Words["Tasks.DueUnreadable"].Value);
        return error is null
            ? await ImportAsync(layout, form, tasks)
            : Page(layout, form, tasks, error, isRefused: true);
    }

    private async Task<IActionResult> ImportAsync(TasksLayout layout, QuickAddText form, IReadOnlyList<NewTask> tasks)
    {
        var report = await importer.ImportAsync(Grant, NewTask.ToImport(tasks), skipExisting: false, Aborted);
        if (report.Remaining + report.Refused.Count > 0)
        {
            // Only tasks that were not created stay in the fields.
            var imported = report.Imported.Select(one => (one.List.Id, one.Task.Title)).ToList();
            var others = tasks.Where(task => !imported.Remove((task.List.Id, task.Title))).ToList();
            return Page(
                layout, form with { Text = null }, others, string.Join(' ', report.Sentences(Words)), isRefused: true);
        }
        var returnUrl = NullIfEmpty(form.ReturnUrl) ?? TaskText.PathOf(report.Imported[0].List);
        if (report.Imported is not [var (list, task)])
            return Done(
                Words["New.Done.Many", report.Imported.Count],
                Undo("/tasks/bulk", [new("todo", "delete"), .. report.UndoPicks().Select(pick => new FormField("pick", pick))]),
                returnUrl);
        var date = TaskText.When(task, layout.Day, Words)?.Text ?? "";
        return Done(
            Words["New.Done.One", Quoted(task), Quoted(list), date].Value.Trim(),
            Undo($"{TaskText.PathOf(list, task)}/delete"), returnUrl);
    }

    private async Task<(TasksLayout Layout, IReadOnlyList<NewTask> Tasks, string? Error)> ParseAsync(QuickAddText form)
    {
        var layout = await LayoutAsync(LayoutSection.None);
        if (layout.Lists.Count == 0)
            return (layout, [], Words["New.NoList"]);
        var text = form.Text ?? "";
        if (text.Length > QuickAddText.MaxLength || text.Count(c => c == '\n') > QuickAddText.MaxLines * 10)
            return (layout, [], Words["New.TooMany", QuickAddText.MaxLines]);
        var list = layout.Lists.FirstOrDefault(list => list.Id == form.List) ?? layout.Lists[0];
        var tasks = NewTask.Parse(form, ContextOf(layout), list);
        return (layout, tasks, tasks.Count switch
        {
            0 => Words["Tasks.TitleMissing"].Value,
            > QuickAddText.MaxLines => Words["New.TooMany", QuickAddText.MaxLines].Value,
            _ => null,
        });
    }

    private QuickAddContext ContextOf(TasksLayout layout) =>
        new(layout.Day.Today, DateOrder.IsDayFirst(Request), layout.Lists);

    private ViewResult Page(
        TasksLayout layout, QuickAddText form, IReadOnlyList<NewTask> tasks, string? error, bool isRefused)
    {
        if (isRefused)
            Response.StatusCode = StatusCodes.Status400BadRequest;
        return View("New", new NewTasksPage(layout, form, [.. tasks.Take(QuickAddText.MaxLines)]) { Error = error });
    }

    private string? ErrorIn(IEnumerable<NewTask> tasks) => tasks
        .Select(task => PlainText.IsBlank(task.Title)
            ? Words["Tasks.TitleMissing"].Value
            : LengthErrorIn(task.Title, task.Notes))
        .FirstOrDefault(error => error is not null);
}
