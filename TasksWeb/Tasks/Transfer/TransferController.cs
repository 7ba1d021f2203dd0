using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Microsoft.Net.Http.Headers;
using TasksWeb.Errors;
using TasksWeb.GoogleTasks;
using TasksWeb.Language;
using TasksWeb.Resources;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;
using TasksWeb.Tasks.Turns;

namespace TasksWeb.Tasks.Transfer;

/// <summary>Export to a file and import from one. An import is previewed before anything is created.</summary>
public sealed class TransferController(
    PersonTasks store, AllTasksQuery allTasks, TaskImporter importer, TimeProvider clock, IStringLocalizer<Strings> words)
    : TasksPageController(store, clock, words)
{
    [HttpGet("/tasks/transfer")]
    public async Task<IActionResult> Overview() => Page(new TransferPage(await LayoutAsync(LayoutSection.None)));

    /// <param name="format"><c>json</c>, <c>csv</c>, <c>ics</c> or <c>md</c>.</param>
    /// <param name="list">The id of the only list; empty = all.</param>
    [HttpGet("/tasks/export")]
    [ServiceFilter<TransferTurns>(Order = int.MinValue)]
    public async Task<IActionResult> Export(string? format, string? list, bool open = false)
    {
        var writer = TransferFormat.Named(format) ?? throw Invalid(Words["Transfer.Error.Format"]);
        var all = await allTasks.ReadCompletelyAsync(Grant, NullIfEmpty(list), Aborted);
        if (all.Count == 0 && !string.IsNullOrEmpty(list))
            throw new ProblemException(Errors.Problem.NotFound);
        var lists = all.Select(one => ExportedList.From(
            one.List, [.. one.Tasks.Where(task => !open || !task.IsCompleted)],
            tasks => allTasks.WithNotesAsync(Grant, one.List, tasks, Aborted)));
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName($"tasks-{TaskText.Iso(Day.Today)}.{writer.Name}");
        Response.Headers.ContentDisposition = disposition.ToString();
        Response.ContentType = $"{writer.ContentType}; charset=utf-8";
        // From here on a failure breaks the file off: a problem would stand behind half of it.
        await Response.StartAsync(Aborted);
        await writer.WriteAsync(Response.BodyWriter, [.. lists], Now, Aborted);
        return new EmptyResult();
    }

    /// <summary>Shows how a file is understood: an uploaded one, or the one of a preview with other choices.</summary>
    [HttpPost("/tasks/import")]
    [ServiceFilter<TransferTurns>(Order = int.MinValue)]
    [RequestSizeLimit(ImportLimits.Form)]
    [RequestFormLimits(ValueLengthLimit = ImportLimits.Form, MemoryBufferThreshold = ImportLimits.Form)]
    public async Task<IActionResult> Preview(IFormFile? file, [FromForm] ImportForm form)
    {
        var layout = await LayoutAsync(LayoutSection.None);
        if (file is null or { Length: 0 } && string.IsNullOrEmpty(form.Text))
            return Refuse(layout, Words["Transfer.Error.Empty"]);
        if (file?.Length > ImportLimits.File)
            return Refuse(layout, Words["Transfer.Error.TooLarge", ImportLimits.File / 1024 / 1024]);
        return await ReadAsync(layout, form, file, read => Task.FromResult<IActionResult>(
            read.Count == 0 && read.Source.Columns.Count == 0 && read.Source.Notices.IsEmpty
                ? Refuse(layout, Words["Transfer.Error.NoTasks"])
                : Page(new TransferPage(layout) { File = read })));
    }

    /// <summary>Imports the previewed file. Sent again, it imports what is still missing.</summary>
    [HttpPost("/tasks/import/confirm")]
    [ServiceFilter<TransferTurns>(Order = int.MinValue)]
    [RequestSizeLimit(ImportLimits.Form)]
    [RequestFormLimits(ValueLengthLimit = ImportLimits.Form, MemoryBufferThreshold = ImportLimits.Form)]
    public async Task<IActionResult> Confirm([FromForm] ImportForm form)
    {
        var layout = await LayoutAsync(LayoutSection.None);
        // Lists that were not read would be created again.
        Store.RequireAllAccounts(Grant);
        return await ReadAsync(layout, form, file: null, async read => Page(new TransferPage(layout)
        {
            File = read,
            Report = await importer.ImportAsync(Grant, read.Lists, skipExisting: true, Aborted),
        }));
    }

    private async Task<IActionResult> ReadAsync(
        TasksLayout layout, ImportForm form, IFormFile? file, Func<FileToImport, Task<IActionResult>> use)
    {
        FileToImport read;
        try
        {
            // Only reading ends when the client disconnects; an import that has begun continues.
            using (await importer.EnterReaderAsync(HttpContext.RequestAborted))
                read = await ReadAsync(layout, form, file);
        }
        catch (TransferException e)
        {
            return Refuse(layout, Describe(e));
        }
        return await use(read);
    }

    /// <exception cref="TransferException">The file cannot be read.</exception>
    private async Task<FileToImport> ReadAsync(TasksLayout layout, ImportForm form, IFormFile? file)
    {
        var notices = new ImportNotices();
        if (file is { Length: > 0 })
        {
            using var bytes = new MemoryStream((int)file.Length);
            await file.CopyToAsync(bytes, HttpContext.RequestAborted);
            var text = FileText.Decode(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), notices);
            // The preview sends it again as UTF-8, with two octets for a line end.
            if (Encoding.UTF8.GetByteCount(text) + text.Count(c => c is '\r' or '\n') > ImportLimits.Text)
                throw new TransferException("TooLarge", line: null, $"{ImportLimits.Text / 1024 / 1024}");
            form = form with { Text = text, Format = TransferFormat.Detect(file.FileName, text).Name };
        }
        var format = TransferFormat.Named(form.Format) ?? throw new TransferException("Format", line: null);
        var source = TaskFile.Read(
            format, form.Text ?? "", form.Choices, layout.Day.Zone, notices, HttpContext.RequestAborted);
        var target = layout.Lists.FirstOrDefault(list => list.Id == form.Into);
        var lists = source.Lists.Where(list => list.Tasks.Count > 0).Select(list => new ListToImport(
            target ?? ListFor(list.Title), list.Title.Length > 0 ? list.Title : Words["Transfer.NewList"], list.Tasks));
        return new FileToImport(form with { Into = target?.Id }, source, [.. lists]);

        TaskList? ListFor(string title) =>
            layout.Lists.FirstOrDefault(list => title.Length == 0 || list.Title == title);
    }

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
