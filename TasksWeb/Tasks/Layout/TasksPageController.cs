using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using TasksWeb.Errors;
using TasksWeb.Foundation;
using TasksWeb.GoogleTasks;
using TasksWeb.Language;
using TasksWeb.Resources;
using TasksWeb.SignIn;
using TasksWeb.Tasks.Store;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tasks.Layout;

/// <summary>
/// What the pages and forms of tasks have in common: whose they are, what is read for them, and how a form is answered.
/// </summary>
[Authorize]
[AutoValidateAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public abstract class TasksPageController(
    TaskStore store, TimeProvider clock, IStringLocalizer<Strings> words) : Controller
{
    private const string ReceiptKey = "receipt";
    private const int MaxTitleInMessage = 60;

    protected TaskStore Store => store;
    protected TimeProvider Clock => clock;
    protected GrantKey Grant => User.GrantFor(GoogleTasksClient.Connector);

    /// <summary>A page that nobody waits for is not made; a form that was sent is carried out to its end, whoever leaves.</summary>
    protected CancellationToken Aborted => HttpMethods.IsPost(Request.Method) ? CancellationToken.None : HttpContext.RequestAborted;

    protected IStringLocalizer<Strings> Words => words;

    protected async Task<Desk> DeskAsync(DeskPlace place, string? selected) =>
        new(await store.ListsAsync(Grant, Aborted), place, selected, ReaderDay.Of(Request, clock))
        {
            View = TaskView.Of(Request.Query),
        };

    /// <summary>The list of this id, among the person's.</summary>
    protected static TaskList ListOf(Desk desk, string list) =>
        desk.Lists.FirstOrDefault(candidate => candidate.Id == list) ?? throw new ProblemException(Errors.Problem.NotFound);

    /// <summary>Every task of a list, completed and hidden ones included, siblings in Google's order.</summary>
    protected async Task<IReadOnlyList<TaskItem>> TasksOfAsync(string list) =>
        (await store.GetAsync(Grant, list, Aborted)).Tasks;

    /// <summary>Answers a form: scripts get the receipt, everybody else is led back and finds it on the page.</summary>
    protected IActionResult Done(Receipt receipt, string? returnUrl)
    {
        if (WantsJson)
            return Json(receipt);
        TempData[ReceiptKey] = JsonSerializer.Serialize(receipt);
        return Redirect(ReturnUrl.Local(returnUrl));
    }

    /// <summary>The receipt of the form before, once.</summary>
    public static Receipt? ReceiptIn(Microsoft.AspNetCore.Mvc.ViewFeatures.ITempDataDictionary kept) =>
        kept[ReceiptKey] is string json ? JsonSerializer.Deserialize<Receipt>(json) : null;

    protected bool WantsJson =>
        Request.Headers.Accept.ToString().StartsWith("application/json", StringComparison.OrdinalIgnoreCase);

    protected FormAction Undo(string action, params FormField[] fields) => new(words["Tasks.Undo"], action, fields);

    /// <summary>A title as part of a sentence.</summary>
    protected string Quoted(TaskItem task) => Quoted(TaskText.TitleOf(task, words));

    protected string Quoted(TaskList list) => Quoted(TaskText.TitleOf(list, words));

    private static string Quoted(string title) =>
        PlainText.Isolated(PlainText.Beginning(title, MaxTitleInMessage, maxLines: 1) ?? title);
}
