using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using TasksWeb.Errors;
using TasksWeb.GoogleTasks;
using TasksWeb.Language;
using TasksWeb.Resources;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Transfer;

/// <summary>Export to a file and import from one. An import is previewed before anything is created.</summary>
public sealed class TransferController(
    TaskStore store, AllTasksQuery allTasks, TaskImporter importer, TimeProvider clock, IStringLocalizer<Strings> words)
    : TasksPageController(store, clock, words)
{
    [HttpGet("/tasks/transfer")]
    public async Task<IActionResult> Overview() => Page(new TransferPage(await LayoutAsync(LayoutSection.None)));

    /// <param name="format"><c>json</c>, <c>csv</c>, <c>ics</c> or <c>md</c>.</param>
    /// <param name="list">The id of the only list; empty = all.</param>
    [HttpGet("/tasks/export")]
    public async Task<IActionResult> Export(string? format, string? list, bool open = false)
    {
        var writer = FormatOf(format) ?? throw Invalid(Words["Transfer.Error.Format"]);
        var all = await allTasks.ReadWithNotesAsync(Grant, NullIfEmpty(list), Aborted)
            ?? throw Invalid(Words["Transfer.Error.NotesTooLong"]);
        var lists = all
            .Select(one => PortableList.From(one.List, [.. one.Tasks.Where(task => !open || !task.IsCompleted)])).ToList();
        if (lists.Count == 0 && !string.IsNullOrEmpty(list))
            throw new ProblemException(Errors.Problem.NotFound);
        using var file = new MemoryStream();
        writer.Write(file, lists, Now);
        return File(
            file.ToArray(), $"{writer.ContentType}; charset=utf-8", $"tasks-{TaskText.Iso(Day.Today)}.{writer.Name}");
    }

    /// <param name="into">The id of the one list to import into; empty = the lists of the file.</param>
    [HttpPost("/tasks/import")]
    [RequestSizeLimit(TransferPage.MaxForm)]
    public async Task<IActionResult> Preview(IFormFile? file, [FromForm] string? into)
    {
        var layout = await LayoutAsync(LayoutSection.None);
        if (file is null || file.Length == 0)
            return Refuse(layout, Words["Transfer.Error.Empty"]);
        if (file.Length > TransferPage.MaxFile)
            return Refuse(layout, Words["Transfer.Error.TooLarge", TransferPage.MaxFile / 1024 / 1024]);
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, Aborted);
        try
        {
            var text = TransferFormat.Decode(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
            var read = Read(layout, text, Path.GetExtension(file.FileName).TrimStart('.'), into);
            return read.Count == 0
                ? Refuse(layout, Words["Transfer.Error.NoTasks"])
                : Page(new TransferPage(layout) { File = read });
        }
        catch (TransferException e)
        {
            return Refuse(layout, Describe(e));
        }
    }

    /// <summary>Imports the previewed file. Sent again, it imports what is still missing.</summary>
    [HttpPost("/tasks/import/confirm")]
    [RequestSizeLimit(TransferPage.MaxForm)]
    [RequestFormLimits(ValueLengthLimit = TransferPage.MaxForm)]
    public async Task<IActionResult> Confirm([FromForm] string? text, [FromForm] string? format, [FromForm] string? into)
    {
        var layout = await LayoutAsync(LayoutSection.None);
        FileToImport file;
        try
        {
            file = Read(layout, text ?? "", format, into);
        }
        catch (TransferException e)
        {
            return Refuse(layout, Describe(e));
        }
        var report = await importer.ImportAsync(Grant, file.Lists, skipExisting: true, Aborted);
        return Page(new TransferPage(layout) { File = file, Report = report });
    }

    /// <exception cref="TransferException">The file cannot be read.</exception>
    private FileToImport Read(TasksLayout layout, string text, string? format, string? into)
    {
        var reader = FormatOf(format) ?? throw new TransferException("Format", line: null);
        var target = layout.Lists.FirstOrDefault(list => list.Id == into);
        var lists = reader.Read(text).Where(list => list.Tasks.Count > 0).Select(list => new ListToImport(
            target ?? ListFor(list.Title), list.Title.Length > 0 ? list.Title : Words["Transfer.NewList"], list.Tasks));
        return new FileToImport(text, reader.Name, target?.Id ?? "", [.. lists]);

        TaskList? ListFor(string title) =>
            layout.Lists.FirstOrDefault(list => title.Length == 0 || list.Title == title);
    }

    private static TransferFormat? FormatOf(string? name) =>
        TransferFormat.All.FirstOrDefault(format => string.Equals(format.Name, name, StringComparison.OrdinalIgnoreCase));

    private string Describe(TransferException e)
    {
        var found = PlainText.Isolated(PlainText.Beginning(e.Found, maxWidth: 80, maxLines: 1) ?? e.Found);
        var message = Words[$"Transfer.Error.{e.Reason}", found].Value;
        return e.Line is { } line ? $"{Words["Transfer.Error.Line", line]} {message}" : message;
    }

    private ViewResult Refuse(TasksLayout layout, string error)
    {
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page(new TransferPage(layout) { Error = error });
    }

    private ViewResult Page(TransferPage page) => View("Transfer", page);
}
