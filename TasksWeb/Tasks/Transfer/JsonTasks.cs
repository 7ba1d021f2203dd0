using System.Collections.Frozen;
using System.Text.Json;

namespace TasksWeb.Tasks.Transfer;

/// <summary>
/// Finds the tasks in JSON of Google, Microsoft To Do, Todoist, Trello, Asana and similar: objects with the properties of a
/// task, in arrays of lists, tasks or subtasks, however deep they are.
/// </summary>
internal sealed class JsonTasks(ImportReading reading)
{
    private static readonly FrozenSet<string> Lists = Set("lists projects tasklists boards");

    private static readonly FrozenSet<string> Containers = Set(
        "items tasks cards todos reminders value data results lists projects tasklists boards checklists");

    private static readonly FrozenSet<string> Subtasks = Set("subtasks children checklistitems checkitems checklist");

    /// <summary>Properties that programs need for themselves.</summary>
    private static readonly FrozenSet<string> Technical = Set(
        """
        kind etag odataetag odatacontext odatanextlink selflink webviewlink updated updatedat position hidden exported
        created createdat createddatetime lastmodifieddatetime modifiedat bodylastmodifieddatetime order sort resourcetype
        tasktype
        """);

    private readonly Stack<(JsonTree Value, Scope Scope)> _pending = new();
    private int _number;

    /// <exception cref="TransferException"><c>TooManyTasks</c></exception>
    public void Add(JsonTree root)
    {
        _pending.Push((root, new Scope("")));
        while (_pending.TryPop(out var next))
        {
            var (value, scope) = next;
            reading.CancellationToken.ThrowIfCancellationRequested();
            if (value.IsArray)
            {
                foreach (var item in value.Children.Reverse())
                    _pending.Push((item, scope));
            }
            else if (value.IsObject)
                ReadObject(value, scope);
            else if (value is { Kind: JsonTokenType.String, Text: { } title })
                reading.Add(new SourceTask(NextPlace()) { Title = title, List = scope.List, Parent = scope.Parent });
            else
                reading.Notices.Add("NoTask", NextPlace(), value.Summary);
        }
    }

    private Place NextPlace() => new(++_number, IsTask: true);

    private void ReadObject(JsonTree value, Scope scope)
    {
        var members = value.Children.ToList();
        var plain = members.ConvertAll(member => FieldNames.Plain(member.Name));
        var fields = FieldNames.Of(plain);
        var kind = members.Find(member => member.Name == "kind")?.Text;
        // Trello keeps the items of a card's checklists beside the cards.
        var card = members.Find(member => member.Name == "idCard")?.Text;
        // Asana names the projects of a task in it.
        var namesLists = fields.Contains(TaskField.Title) && (fields.Contains(TaskField.Due) || fields.Contains(TaskField.Done));
        var contents = members.Index().Where(member => member.Item.IsNested && plain[member.Index] is var name
            && ((Containers.Contains(name) && !(namesLists && Lists.Contains(name)))
                || (card is not null && name == "checkitems")))
            .Select(member => member.Index).ToList();
        var isGoogles = kind == "tasks#task";
        var isTask = isGoogles || (kind is not ("tasks#tasks" or "tasks#taskList" or "tasks#taskLists")
            && !scope.HoldsLists && contents.Count == 0 && fields.Any(
                field => field is TaskField.Title or TaskField.Notes or TaskField.Due or TaskField.Done));
        if (isTask)
            ReadTask(members, plain, fields, scope, isGoogles);
        else
            ReadContents(members, plain, fields, contents, scope with { ParentId = card });
    }

    private void ReadContents(
        List<JsonTree> members, List<string> plain, TaskField[] fields, List<int> contents, Scope scope)
    {
        var title = Array.IndexOf(fields, TaskField.Title) is var at and >= 0 ? members[at].Text ?? "" : "";
        if (title.Length > 0 && members.Find(member => member.Name == "id")?.Text is { } id)
            reading.ListTitles[id] = title;
        var nested = members.Index().Where(member => member.Item.IsNested).Select(member => member.Index).ToList();
        if (contents.Count == 0 && !scope.HoldsLists)
            contents = nested;
        foreach (var member in nested.Except(contents).Select(index => members[index]).Where(member => !member.IsNothing))
            reading.Notices.LeaveOut(member.Name);
        if (contents.Count == 0 && !scope.HoldsLists && !plain.Contains("kind"))
            reading.Notices.Add("NoTask", NextPlace(), "{…}");
        foreach (var index in Enumerable.Reverse(contents))
        {
            var list = title.Length > 0 ? title : Containers.Contains(plain[index]) ? scope.List : members[index].Name;
            _pending.Push((members[index], scope with { List = list, HoldsLists = Lists.Contains(plain[index]) }));
        }
    }

    private void ReadTask(List<JsonTree> members, List<string> plain, TaskField[] fields, Scope scope, bool isGoogles)
    {
        var task = new SourceTask(NextPlace()) { List = scope.List, Parent = scope.Parent };
        if (scope.ParentId is not null)
            task.Parents.Add(scope.ParentId);
        if (isGoogles || HasText(members, fields))
            reading.Add(task);
        else
            reading.Notices.Add("NoTask", task.Place, $"{{{string.Join(", ", members.Take(3).Select(
                member => $"{member.Name}: {member.Summary}"))}}}");
        var isAdded = task.Key.Length > 0;
        foreach (var (index, member) in members.Index())
        {
            if (member.IsNothing || Technical.Contains(plain[index]))
                continue;
            if (Subtasks.Contains(plain[index]))
                _pending.Push((member, isAdded ? new Scope(scope.List, task) : scope));
            else if (isAdded)
                Read(member, plain[index], fields[index], task, scope);
        }
    }

    /// <summary>Whether a title or notes make it a task: what has dates only is a reminder or something else.</summary>
    private static bool HasText(List<JsonTree> members, TaskField[] fields) => members.Index().Any(
        member => !member.Item.IsNothing && fields[member.Index] is TaskField.Title or TaskField.Notes);

    private void Read(JsonTree member, string plain, TaskField field, SourceTask task, Scope scope)
    {
        if (plain == "links" && LinksIn(member) is { Count: > 0 } links)
        {
            // Of the mail from which Google has made the task.
            foreach (var link in links)
                task.Notes.Add(link);
        }
        else if (field is TaskField.None or TaskField.Kind or TaskField.Level)
            reading.Notices.LeaveOut(member.Name);
        else if (field == TaskField.List && scope.List.Length > 0)
            return;
        else if (TextOf(member, field) is not { } text)
            reading.Notices.Add("Text", task.Place, $"{member.Name}: {member.Summary}");
        else
        {
            FieldValue.Set(task, field, text, reading);
            if (field == TaskField.Due && RepetitionOf(member) is { } repetition)
                reading.Notices.Add("Repeats", task.Place, repetition);
        }
    }

    private static List<string> LinksIn(JsonTree value) =>
        [.. value.Children.Select(link => link.Inner("link")).OfType<string>().Where(link => link.Length > 0)];

    /// <summary>Todoist writes <c>{"date": …, "string": "every day", "is_recurring": true}</c>.</summary>
    private static string? RepetitionOf(JsonTree due) => due.Inner("is_recurring") == "true" ? due.Inner("string") ?? "" : null;

    /// <summary>
    /// The text of a value. Some programs wrap dates, notes and names: <c>{"date": …}</c>, <c>{"dateTime": …, "timeZone": …}</c>,
    /// <c>{"content": …}</c>, <c>[{"start": …}]</c>, <c>[{"name": …}]</c>.
    /// </summary>
    private static string? TextOf(JsonTree value, TaskField field)
    {
        if (value.IsArray && field is TaskField.Due or TaskField.List)
            value = value.Children.First();
        if (!value.IsObject)
            return value.Text;
        string[] names = field switch
        {
            TaskField.Due or TaskField.Completed => ["dateTime", "date", "start"],
            TaskField.Notes => ["content", "text"],
            TaskField.List => ["name", "title"],
            TaskField.Parent => ["gid", "id", "name"],
            _ => [],
        };
        var text = names.Select(value.Inner).FirstOrDefault(inner => inner is not null);
        // Microsoft Graph writes a time without an offset and the zone beside it.
        return text is null ? null : UtcNames.Mark(text, value.Inner("timeZone"));
    }

    private static FrozenSet<string> Set(string names) =>
        names.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    /// <param name="List">The title of the list around a value.</param>
    /// <param name="Parent">The task around it.</param>
    /// <param name="ParentId">The id of the task that it belongs to.</param>
    /// <param name="HoldsLists">Whether its objects are lists, even without tasks.</param>
    private sealed record Scope(string List, SourceTask? Parent = null, string? ParentId = null, bool HoldsLists = false);
}
