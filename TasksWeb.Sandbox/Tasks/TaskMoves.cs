namespace TasksWeb.Sandbox.Tasks;

/// <summary>Where tasks may stand, by the documentation of tasks.insert and tasks.move.</summary>
internal static class TaskMoves
{
    /// <summary>Puts a task that is in no list into one.</summary>
    /// <param name="previous">The sibling it comes after; null = first.</param>
    /// <exception cref="TaskRefusal">It may not stand there.</exception>
    public static void Place(SandboxTaskList list, SandboxTask task, string? parent, string? previous)
    {
        Check(list, task, parent, previous);
        list.Tasks.Insert(IndexAt(list, parent, previous), task with { Parent = parent });
    }

    /// <summary>Moves a task with what stands under it, which leaves tombstones in a list that it goes out of.</summary>
    /// <exception cref="TaskRefusal">It may not go there.</exception>
    public static SandboxTask Move(
        SandboxTaskList from, SandboxTaskList to, SandboxTask task, string? parent, string? previous, DateTimeOffset now)
    {
        var branch = Branch(from, task.Id);
        if (branch.Exists(part => part.Id == parent || part.Id == previous))
        {
            throw TaskRefusal.Invalid("Invalid value for: a task is neither its own parent nor its own sibling.");
        }

        if (from != to && branch.Exists(part => part.IsRecurring))
        {
            throw TaskRefusal.Invalid("Recurring tasks cannot be moved between lists.");
        }

        Check(to, task, parent, previous);
        if (from != to)
        {
            TaskLimits.Room(to.VisibleCount + branch.Count - 1, TaskLimits.TasksPerList, "tasks in the list");
        }

        var moved = Touched(task with { Parent = parent }, now);
        if (from == to)
        {
            from.Tasks.Remove(task);
            to.Tasks.Insert(IndexAt(to, parent, previous), moved);
        }
        else
        {
            Replace(from, branch, part => Touched(part with { Deleted = true }, now));
            to.Tasks.RemoveAll(other => branch.Exists(part => part.Id == other.Id));
            to.Tasks.Insert(IndexAt(to, parent, previous), moved);
            to.Tasks.AddRange(branch.Where(part => part.Id != task.Id).Select(part => Touched(part, now)));
        }

        return moved;
    }

    /// <summary>Deletes a task and its subtasks; both stay as tombstones.</summary>
    public static void Delete(SandboxTaskList list, SandboxTask task, DateTimeOffset now) =>
        Replace(list, Branch(list, task.Id), part => Touched(part with { Deleted = true }, now));

    public static SandboxTask Touched(SandboxTask task, DateTimeOffset now) =>
        task with { Updated = now, Revision = task.Revision + 1 };

    private static void Check(SandboxTaskList list, SandboxTask task, string? parent, string? previous)
    {
        if ((task.Completed is not null || task.Hidden) && (parent ?? previous) is not null)
        {
            throw TaskRefusal.Invalid("Completed and hidden tasks have neither parent nor previous.");
        }

        if (parent is not null)
        {
            CheckParent(list, task, parent);
        }

        if (previous is not null && (Find(list, previous) is not { Hidden: false } sibling || sibling.Parent != parent))
        {
            throw TaskRefusal.Invalid("Invalid value for: previous is no sibling under this parent.");
        }
    }

    private static void CheckParent(SandboxTaskList list, SandboxTask task, string parent)
    {
        if (Find(list, parent) is not { Hidden: false } above)
        {
            throw TaskRefusal.Invalid("Invalid value for: parent is no task of this list.");
        }

        if (above.IsAssigned || above.IsRecurring || task.IsAssigned || task.IsRecurring)
        {
            throw TaskRefusal.Invalid("Assigned and repeating tasks are neither parents nor subtasks.");
        }

        if (task.Parent != parent)
        {
            TaskLimits.Room(list.Tasks.Count(other => other.Parent == parent && !other.Deleted), TaskLimits.Subtasks, "subtasks");
        }
    }

    private static SandboxTask? Find(SandboxTaskList list, string id) => list.Tasks.Find(task => task.Id == id && !task.Deleted);

    private static int IndexAt(SandboxTaskList list, string? parent, string? previous)
    {
        var at = list.Tasks.FindIndex(task => previous is null ? task.Parent == parent && !task.Deleted : task.Id == previous);
        return at < 0 ? list.Tasks.Count : previous is null ? at : at + 1;
    }

    /// <summary>The task and everything under it.</summary>
    private static List<SandboxTask> Branch(SandboxTaskList list, string id)
    {
        var branch = new HashSet<string>(StringComparer.Ordinal) { id };
        for (var size = 0; size < branch.Count;)
        {
            size = branch.Count;
            branch.UnionWith(
                list.Tasks.Where(task => task.Parent is not null && branch.Contains(task.Parent)).Select(task => task.Id));
        }

        return list.Tasks.FindAll(task => branch.Contains(task.Id) && (!task.Deleted || task.Id == id));
    }

    private static void Replace(SandboxTaskList list, List<SandboxTask> branch, Func<SandboxTask, SandboxTask> change)
    {
        foreach (var part in branch)
        {
            list.Tasks[list.Tasks.IndexOf(part)] = change(part);
        }
    }
}
