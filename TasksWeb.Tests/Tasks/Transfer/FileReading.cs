using System.IO.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using TasksWeb.GoogleTasks;
using TasksWeb.Resources;
using TasksWeb.Tasks.Transfer;

namespace TasksWeb.Tests.Tasks.Transfer;

/// <summary>Reads files as the preview does, for a reader in Tokyo.</summary>
internal static class FileReading
{
    private static readonly TimeZoneInfo Tokyo = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");

    private static readonly IStringLocalizer<Strings> Words = new ServiceCollection().AddLogging().AddLocalization()
        .BuildServiceProvider().GetRequiredService<IStringLocalizer<Strings>>();

    public static TransferFormat Format(string name) => TransferFormat.Named(name)!;

    public static TaskFile Read(string format, string text, ImportChoices? choices = null, CancellationToken ended = default) =>
        TaskFile.Read(Format(format), text, choices ?? new ImportChoices(), Tokyo, new ImportNotices(), ended);

    /// <param name="name">The file's name.</param>
    public static TaskFile Read(string name, byte[] file, ImportChoices? choices = null)
    {
        var notices = new ImportNotices();
        var text = FileText.Decode(file, notices);
        return TaskFile.Read(TransferFormat.Detect(name, text), text, choices ?? new ImportChoices(), Tokyo, notices, default);
    }

    /// <summary>The file as an export writes it.</summary>
    public static byte[] Write(TransferFormat format, IReadOnlyList<PortableList> lists, DateTimeOffset now) =>
        Write(format, [.. lists.Select(list => new ExportedList(list.Title, list.Tasks.ToAsyncEnumerable()))], now);

    /// <inheritdoc cref="Write(TransferFormat, IReadOnlyList{PortableList}, DateTimeOffset)"/>
    public static byte[] Write(TransferFormat format, IReadOnlyList<ExportedList> lists, DateTimeOffset now)
    {
        using var file = new MemoryStream();
        var writer = PipeWriter.Create(file, new StreamPipeWriterOptions(leaveOpen: true));
        format.WriteAsync(writer, lists, now, default).GetAwaiter().GetResult();
        writer.Complete();
        return file.ToArray();
    }

    /// <summary>A list as it is exported, with everything in memory.</summary>
    public static ExportedList Export(TaskList list, params IReadOnlyList<TaskItem> tasks) =>
        ExportedList.From(list, tasks, static whole => whole.ToAsyncEnumerable());

    /// <summary>A task per line: its list, its level by indentation, <c>x</c> if it is completed, and its date.</summary>
    public static string Describe(TaskFile file) => string.Join('\n', file.Lists.SelectMany(list => list.Tasks.Select(task =>
        $"{list.Title}: {(task.Level > 0 ? "> " : "")}{(task.IsCompleted ? "x " : "")}{task.Title}"
        + (task.Due is { } due ? $" {PortableDate.Iso(due)}" : "") + (task.Notes is { } notes ? $" ({notes})" : ""))));

    /// <summary>What the preview says about it, in English.</summary>
    public static IReadOnlyList<string> Notices(TaskFile file) =>
        [.. file.Notices.Sentences(Words).Concat(file.Notices.Values(Words)).Select(text => text.Replace("\u2068", "", StringComparison.Ordinal).Replace("\u2069", "", StringComparison.Ordinal))];
}
