using System.Net.Mime;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.Extensions.Localization;
using TasksWeb.Errors;
using TasksWeb.GoogleTasks;
using TasksWeb.Language;
using TasksWeb.Resources;
using TasksWeb.SignIn;
using TasksWeb.Tasks.Offline;
using TasksWeb.Tasks.Store;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tasks.Layout;

[Authorize]
[AutoValidateAntiforgeryToken]
[ServiceFilter<ReceivedChangeFilter>]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public abstract class TasksPageController(PersonTasks store, TimeProvider clock, IStringLocalizer<Strings> words) : Controller
{
    private const string ReceiptKey = "receipt";
    private const int MaxTitleInMessage = 60;

    protected PersonTasks Store => store;
    protected IStringLocalizer<Strings> Words => words;
    protected GrantKey Grant => User.GrantFor(GoogleTasksClient.Connector);
    protected DateTimeOffset Now => clock.GetUtcNow();
    protected ReaderDay Day => ReaderDay.Of(Request, clock);

    /// <summary>Reading a page ends when the client disconnects; a form that was sent is completed.</summary>
    protected CancellationToken Aborted =>
        HttpMethods.IsPost(Request.Method) ? CancellationToken.None : HttpContext.RequestAborted;

    protected bool WantsJson =>
        Request.Headers.Accept.ToString().StartsWith("application/json", StringComparison.OrdinalIgnoreCase);

    /// <summary>The account that the address names, for a new list; else the first.</summary>
    protected GrantKey ChosenGrant { get; private set; }

    /// <summary>
    /// <c>/tasks/{list}?account=</c> is the list of this account; pages use the id that names both (<see cref="AccountLists"/>).
    /// </summary>
    [NonAction]
    public override async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        ChosenGrant = Grant;
        if (Request.Query.ContainsKey(SessionGrants.Parameter))
        {
            var grants = HttpContext.RequestServices.GetRequiredService<SessionGrants>();
            ChosenGrant = await grants.GetAsync(HttpContext, GoogleTasksClient.Connector);
            if (context.ActionArguments.TryGetValue("list", out var list) && list is string id
                && AccountLists.AccountOf(id) is null)
                context.ActionArguments["list"] = AccountLists.IdOf(ChosenGrant.Account, id);
        }
        await base.OnActionExecutionAsync(context, next);
    }

    protected async Task<TasksLayout> LayoutAsync(LayoutSection section, string? selected = null) =>
        LayoutOf(await store.ListTaskListsAsync(Grant, Aborted), section, selected);

    protected TasksLayout LayoutOf(IReadOnlyList<TaskList> lists, LayoutSection section, string? selected = null) =>
        new(lists, section, selected, Day)
        {
            View = TaskView.Of(Request.Query),
            Folded = FoldedTasks.Of(Request),
            ChosenColors = ListColors.Of(Request),
            Accounts = store.FindAccounts(Grant),
        };

    protected async Task<TaskList> ListOfAsync(TasksLayout layout, string list)
    {
        if (layout.Lists.FirstOrDefault(candidate => candidate.Id == list) is { } found)
            return found;
        // What is wrong with its account says more than that there is no such list.
        if (layout.Accounts.Any(account => account.IsMissing && account.Grant.Account == AccountLists.AccountOf(list)))
            await store.GetAsync(Grant, list, Aborted);
        throw new ProblemException(Errors.Problem.NotFound);
    }

    /// <summary>Every task of a list as it is cached, if this task is among them; otherwise as Google has it now.</summary>
    protected async Task<IReadOnlyList<TaskItem>> TasksWithAsync(string list, string task)
    {
        var cached = await store.GetCachedAsync(Grant, list, Aborted);
        return cached.Find(task) is null ? await TasksOfAsync(list) : cached.Tasks;
    }

    /// <summary>Every task of a list, siblings in Google's order.</summary>
    protected async Task<IReadOnlyList<TaskItem>> TasksOfAsync(string list) => (await store.GetAsync(Grant, list, Aborted)).Tasks;

    protected static TaskItem TaskOf(IReadOnlyList<TaskItem> tasks, string task) =>
        tasks.FirstOrDefault(candidate => candidate.Id == task) ?? throw new ProblemException(Errors.Problem.NotFound);

    /// <summary>Whether the change was received before with an unknown outcome.</summary>
    protected bool IsUncertain => HttpContext.Features.Get<UncertainChange>() is not null;

    /// <summary>
    /// Adds a task. If an earlier attempt may have added it, Google is asked first, so that a lost response adds no second one.
    /// </summary>
    /// <param name="others">The ids of tasks that look the same and are not it.</param>
    protected async Task<TaskItem> InsertOnceAsync(
        string list, TaskChange change, string? parent, string? previous, params IEnumerable<string> others)
    {
        if (HttpContext.Features.Get<UncertainChange>() is { } earlier)
        {
            var changed = await HttpContext.RequestServices.GetRequiredService<ReceivedChanges>().TasksOfAsync(User.Id());
            var known = changed.Concat(others).ToHashSet(StringComparer.Ordinal);
            if (await store.FindAddedAsync(Grant, list, change, parent, earlier.Since, known, Aborted) is { } added)
                return added;
        }
        return await store.InsertTaskAsync(Grant, list, change, parent, previous, Aborted);
    }

    /// <summary>Adds the same task below this one.</summary>
    /// <param name="others">The ids of further tasks that are not the copy.</param>
    protected async Task<TaskItem> DuplicateOnceAsync(string list, TaskItem task, params IEnumerable<string> others)
    {
        var original = await store.WithNotesAsync(Grant, list, task, Aborted);
        var change = new TaskChange { Title = original.Title, Notes = original.Notes, Due = original.DueDate };
        return await InsertOnceAsync(
            list, change, original.Parent, original.IsCompleted ? null : original.Id, [original.Id, .. others]);
    }

    protected Task<TaskItem> PatchAsync(string list, string task, TaskChange change) =>
        store.PatchTaskAsync(Grant, list, task, change, etag: null, Aborted);

    protected string? ReturnUrl => Request.HasFormContentType ? NullIfEmpty(Request.Form["returnUrl"]) : null;

    /// <summary>Responds to a form: scripts get the receipt, other clients are redirected and see it on the next page.</summary>
    /// <param name="to">Null = <see cref="ReturnUrl"/>.</param>
    /// <param name="task">The id of the task that was added or moved.</param>
    protected IActionResult Done(
        string message, FormAction? undo = null, string? to = null, FormAction? next = null, string? task = null)
    {
        var receipt = new Receipt(message, undo) { Next = next, Task = task };
        if (WantsJson)
            return Json(receipt with { Counts = CountsNow() });
        TempData[ReceiptKey] = JsonSerializer.Serialize(new KeptReceipt(User.SessionId(), receipt));
        return Redirect(Foundation.ReturnUrl.Local(to ?? ReturnUrl));
    }

    /// <summary>Only from what is cached.</summary>
    protected TaskCounts? CountsNow() =>
        store.FindCached(Grant) is { } lists
            ? TaskCounts.Of(lists, Day.Today) with
            {
                Missing = [.. store.FindAccounts(Grant).Where(account => account.IsMissing).Select(account => account.Label)],
            }
            : null;

    /// <summary>
    /// The receipt of this session's last action; one of another session in the same browser is discarded. A script that fetches
    /// a page accepts nothing but HTML and gets none: it may run before the page that is shown.
    /// </summary>
    public static Receipt? ReceiptIn(ITempDataDictionary tempData, HttpContext context) =>
        context.Request.Headers.Accept != MediaTypeNames.Text.Html
            && tempData[ReceiptKey] is string json && JsonSerializer.Deserialize<KeptReceipt>(json) is { } kept
            && kept.Session == context.User.SessionId()
            ? kept.Receipt
            : null;

    protected FormAction Undo(string action, params FormField[] fields) => new(words["Tasks.Undo"], action, fields);

    protected static ProblemException Invalid(string message) => new(Errors.Problem.Invalid(message));

    protected string? LengthErrorIn(string title, string? notes = null) =>
        TaskLimits.LengthOf(title) is var length and > TaskLimits.Title
            ? words["Tasks.TitleTooLong", length, TaskLimits.Title].Value
        : TaskLimits.LengthOf(notes) is var notesLength and > TaskLimits.Notes
            ? words["Tasks.NotesTooLong", notesLength, TaskLimits.Notes].Value
        : null;

    /// <summary>A title as part of a sentence.</summary>
    protected string Quoted(TaskItem task) => Quoted(TaskText.TitleOf(task, words));

    protected string Quoted(TaskList list) => Quoted(TaskText.TitleOf(list, words));

    private static string Quoted(string title) =>
        PlainText.Isolated(PlainText.Beginning(title, MaxTitleInMessage, maxLines: 1) ?? title);

    protected static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private sealed record KeptReceipt(string? Session, Receipt? Receipt);
}
