namespace TasksWeb.Tasks.Transfer;

/// <summary>Puts the values of columns and properties into a task.</summary>
internal static class FieldValue
{
    /// <param name="value">Not blank.</param>
    public static void Set(SourceTask task, TaskField field, string value, ImportReading reading)
    {
        switch (field)
        {
            case TaskField.Title or TaskField.Due or TaskField.List or TaskField.Completed or TaskField.Zone:
                SetOnce(task, field, value, reading);
                break;
            case TaskField.Notes:
                task.Notes.Add(value);
                break;
            case TaskField.Done:
                task.Statuses.Add(value);
                break;
            case TaskField.Percent:
                task.Percent = value;
                if (StatusWord.Percent(value) is null)
                    task.Statuses.Add(value);
                break;
            case TaskField.Parent:
                task.Parents.Add(value);
                break;
            case TaskField.Deleted:
                task.IsDeleted |= StatusWord.IsYes(value);
                break;
            case TaskField.AllDay:
                task.IsAllDay = StatusWord.IsYes(value);
                break;
            case TaskField.Id:
                task.Id = value;
                break;
            case TaskField.ListId:
                task.ListId = value;
                break;
        }
    }

    private static void SetOnce(SourceTask task, TaskField field, string value, ImportReading reading)
    {
        var (current, set) = field switch
        {
            TaskField.Title => (task.Title, (Action<string>)(text => task.Title = text)),
            TaskField.Due => (task.Due, text => task.Due = text),
            TaskField.List => (task.List, text => task.List = text),
            TaskField.Completed => (task.Completed, text => task.Completed = text),
            _ => (task.Zone, text => task.Zone = text),
        };
        if (current.Length == 0)
            set(value);
        else if (current != value)
            reading.Notices.Add("Second", task.Place, value);
    }
}
