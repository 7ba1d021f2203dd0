using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using TasksWeb.Errors;
using TasksWeb.GoogleTasks;
using TasksWeb.Language;
using TasksWeb.Resources;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Transfer;

/// <summary>Tasks out into files and in from files. Nothing is written before the person has seen what it would be.</summary>
public sealed class TransferController(
    TaskStore store, AllTasksQuery allTasks, ImportRun maker, TimeProvider clock,
    IStringLocalizer<Strings> words)
    : TasksPageController(store, clock, words)
{
    private readonly TimeProvider _clock = clock;

    [HttpGet("/tasks/transfer")]
    public async Task<IActionResult> Overview() => Page(new TransferPage(await DeskAsync(DeskPlace.Elsewhere, selected: null)));

    /// <param name="format"><c>json</c>, <c>csv</c>, <c>ics</c> or <c>md</c>.</param>
    /// <param name="list">The id of the one list; empty = all.</param>
    /// <param name="open">Only what is to be done.</param>
    [HttpGet("/tasks/export")]
    public async Task<IActionResult> Export(string? format, string? list, bool open = false)
    {
        var chosen = FormatOf(format) ?? throw new ProblemException(Errors.Problem.Invalid(Words["Transfer.Error.Format"]));
        var all = await allTasks.ReadAsync(Grant, Aborted);
        var lists = all.Where(one => string.IsNullOrEmpty(list) || one.List.Id == list).ToList();
        if (lists.Count == 0 && !string.IsNullOrEmpty(list))
            throw new ProblemException(Errors.Problem.NotFound);
        using var file = new MemoryStream();
        chosen.Write(
            file,
            [.. lists.Select(
            one => PortableList.From(one.List, open ? [.. one.Tasks.Where(task => !task.IsCompleted)] : one.Tasks))],
            _clock.GetUtcNow());
        var today = ReaderDay.Of(Request, _clock).Today;
        return File(file.ToArray(), $"{chosen.ContentType}; charset=utf-8", $"tasks-{TaskText.Iso(today)}.{chosen.Name}");
    }

    /// <summary>Shows what a file would bring.</summary>
    /// <param name="into">The id of the one list everything shall go into; empty = as the file says.</param>
    [HttpPost("/tasks/import")]
    [RequestSizeLimit(TransferPage.MaxForm)]
    public async Task<IActionResult> Preview(IFormFile? file, [FromForm] string? into)
    {
        var desk = await DeskAsync(DeskPlace.Elsewhere, selected: null);
        if (file is null || file.Length == 0)
            return Refuse(desk, Words["Transfer.Error.Empty"]);
        if (file.Length > TransferPage.MaxFile)
            return Refuse(desk, Words["Transfer.Error.TooLarge", TransferPage.MaxFile / 1024 / 1024]);
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, Aborted);
        return Understood(
            desk, () => TransferFormat.Decode(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)),
            Path.GetExtension(file.FileName).TrimStart('.'), into);
    }

    /// <summary>Makes what the preview has shown. Sent again, it makes what is still missing.</summary>
    [HttpPost("/tasks/import/confirm")]
    [RequestSizeLimit(TransferPage.MaxForm)]
    [RequestFormLimits(ValueLengthLimit = TransferPage.MaxForm)]
    public async Task<IActionResult> Confirm([FromForm] string? text, [FromForm] string? format, [FromForm] string? into)
    {
        var desk = await DeskAsync(DeskPlace.Elsewhere, selected: null);
        FileToImport file;
        try
        {
            file = Read(desk, text ?? "", format, into);
        }
        catch (TransferException e)
        {
            return Refuse(desk, Said(e));
        }
        var report = await maker.MakeAsync(Grant, file.Lists, isRepeatable: true, Aborted);
        return Page(new TransferPage(desk) { File = file, Report = report });
    }

    private ViewResult Understood(Desk desk, Func<string> decode, string format, string? into)
    {
        try
        {
            var file = Read(desk, decode(), format, into);
            return file.Count == 0 ? Refuse(desk, Words["Transfer.Error.NoTasks"]) : Page(new TransferPage(desk) { File = file });
        }
        catch (TransferException e)
        {
            return Refuse(desk, Said(e));
        }
    }

    /// <exception cref="TransferException">The file cannot be read.</exception>
    private FileToImport Read(Desk desk, string text, string? format, string? into)
    {
        var read = (FormatOf(format) ?? throw new TransferException("Format", line: null)).Read(text);
        var target = desk.Lists.FirstOrDefault(list => list.Id == into);
        return new FileToImport(text, format!.ToLowerInvariant(), target?.Id ?? "",
        [
            .. read.Where(list => list.Tasks.Count > 0).Select(list => new ListToMake(
                target ?? (list.Title.Length == 0 && desk.Lists is [var usual, ..] ? usual : desk.Lists.FirstOrDefault(known => known.Title == list.Title)),
                list.Title.Length > 0 ? list.Title : Words["Transfer.NewList"], list.Tasks)),
        ]);
    }

    private static TransferFormat? FormatOf(string? name) =>
        TransferFormat.All.FirstOrDefault(format => string.Equals(format.Name, name, StringComparison.OrdinalIgnoreCase));

    private string Said(TransferException e)
    {
        var found = PlainText.Isolated(PlainText.Beginning(e.Found, maxWidth: 80, maxLines: 1) ?? e.Found);
        var said = Words[$"Transfer.Error.{e.Reason}", found].Value;
        return e.Line is { } line ? $"{Words["Transfer.Error.Line", line]} {said}" : said;
    }

    private ViewResult Refuse(Desk desk, string complaint)
    {
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page(new TransferPage(desk) { Complaint = complaint });
    }

    private ViewResult Page(TransferPage page) => View("Transfer", page);
}
