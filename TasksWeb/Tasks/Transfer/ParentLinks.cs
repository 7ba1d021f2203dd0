namespace TasksWeb.Tasks.Transfer;

/// <summary>Finds the task that each task is below.</summary>
internal static class ParentLinks
{
    /// <param name="isKept">Whether a task is imported; what is below another one moves up.</param>
    public static void Resolve(ImportReading reading, Func<SourceTask, bool> isKept)
    {
        var byId = new Names(reading, task => task.Id);
        var byTitle = new Names(reading, task => task.Title);
        foreach (var task in reading.Tasks.Where(task => task.Parents.Count > 0))
        {
            var known = task.Parents
                .Select(name => (Name: name, Found: byId.Find(name, task) ?? byTitle.Find(name, task)))
                .Where(parent => parent.Found is not null).ToList();
            var chosen = known.Find(parent => isKept(parent.Found!.Value.Task)) is { Found: not null } living
                ? living
                : known.FirstOrDefault();
            task.Parent = chosen.Found?.Task ?? task.Parent;
            if (chosen.Found?.IsOneOfSeveral == true)
                reading.Notices.Add("Parents", task.Place, chosen.Name);
            else if (task.Parent is null)
                reading.Notices.Add("Parent", task.Place, task.Parents[0]);
        }
        foreach (var task in reading.Tasks)
        {
            foreach (var id in task.Subtasks)
            {
                if (byId.Find(id, task)?.Task is not { } subtask)
                    reading.Notices.Add("Subtask", task.Place, id);
                else
                    subtask.Parent ??= task;
            }
        }
        foreach (var task in reading.Tasks.Where(task => task.Parent is { } parent && isKept(task) && !isKept(parent)))
        {
            task.Parent = KeptAbove(task.Parent!, isKept);
            reading.Notices.Count("MovedUp");
        }
    }

    /// <summary>Each task that is passed leads to the result afterwards, so that no way is gone twice.</summary>
    private static SourceTask? KeptAbove(SourceTask dropped, Func<SourceTask, bool> isKept)
    {
        var passed = new HashSet<SourceTask>();
        var above = dropped;
        while (above is not null && !isKept(above))
            above = passed.Add(above) ? above.Parent : null;
        foreach (var task in passed)
            task.Parent = above;
        return above;
    }

    private sealed class Names(ImportReading reading, Func<SourceTask, string> name)
    {
        private readonly ILookup<string, SourceTask> _all = reading.Tasks.Where(task => name(task).Length > 0)
            .ToLookup(name, StringComparer.Ordinal);

        private readonly ILookup<(string, string, string), SourceTask> _inList = reading.Tasks
            .Where(task => name(task).Length > 0).ToLookup(task => (task.List, task.ListId, name(task)));

        /// <summary>The first task of this name other than the task itself, rather one in the same list.</summary>
        public (SourceTask Task, bool IsOneOfSeveral)? Find(string wanted, SourceTask task)
        {
            return First(_inList[(task.List, task.ListId, wanted)]) ?? First(_all[wanted]);

            (SourceTask, bool)? First(IEnumerable<SourceTask> named) =>
                named.Where(one => one != task).Take(2).ToList() is [var first, .. var others] ? (first, others.Count > 0) : null;
        }
    }
}
