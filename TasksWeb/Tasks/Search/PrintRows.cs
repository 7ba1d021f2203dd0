using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.Extensions.Localization;
using TasksWeb.GoogleTasks;
using TasksWeb.Language;
using TasksWeb.Resources;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Search;

/// <summary>
/// The rows of a printed list, written while they are read. A view would keep all of its text in memory until the page ends.
/// </summary>
/// <param name="rows">From top to bottom.</param>
/// <param name="tasks">Their tasks with whole notes, in the same order; some may be gone.</param>
public sealed class PrintRows(
    IReadOnlyList<TaskRow> rows, IAsyncEnumerable<TaskItem> tasks, ReaderDay day, IStringLocalizer<Strings> words,
    HtmlEncoder html)
    : IHtmlAsyncContent
{
    private const int MaxDepth = 3;

    public async ValueTask WriteToAsync(TextWriter writer)
    {
        // From here on a failure breaks the page off: a page that says so would stand behind half of this one.
        await writer.FlushAsync();
        var next = 0;
        await foreach (var task in tasks)
        {
            while (rows[next].Task.Id != task.Id)
                next++;
            Write(writer, task, rows[next++].Depth);
            await writer.FlushAsync();
        }
    }

    public void WriteTo(TextWriter writer, HtmlEncoder encoder) => throw new NotSupportedException();

    private void Write(TextWriter writer, TaskItem task, int depth)
    {
        var level = Math.Min(depth, MaxDepth).ToString(CultureInfo.InvariantCulture);
        writer.Write($"<li class=\"print-task depth-{level}{(task.IsCompleted ? " done" : "")}\">");
        writer.Write("<span class=\"print-checkbox\" aria-hidden=\"true\"></span><div><p class=\"title\" dir=\"auto\">");
        if (task.IsCompleted)
            writer.Write($"<span class=\"visually-hidden\">{html.Encode(words["Tasks.State.Completed"])} </span>");
        html.Encode(writer, TaskText.TitleOf(task, words));
        if (TaskText.When(task, day, words) is { } when)
            writer.Write($" <time class=\"muted small\" datetime=\"{TaskText.Iso(when.Day)}\">{html.Encode(when.Text)}</time>");
        writer.Write("</p>");
        if (!PlainText.IsBlank(task.Notes))
            writer.Write($"<p class=\"notes\" dir=\"auto\">{html.Encode(task.Notes!)}</p>");
        writer.Write("</div></li>\n");
    }
}
