using System.Collections.Frozen;
using System.Text;

namespace TasksWeb.Tasks.Transfer;

/// <summary>What a column of a table or a property in JSON holds.</summary>
public enum TaskField
{
    None,
    Title,
    Notes,
    Due,
    List,
    Done,
    Parent,
    Completed,
    Percent,
    Level,
    Id,
    Deleted,
    Zone,
    Kind,
    ListId,
    AllDay,
}

/// <summary>The names that programs give to their columns and properties, in English and Japanese.</summary>
internal static class FieldNames
{
    /// <summary>The best first: a column of a later name is the title only without one of an earlier name.</summary>
    private static readonly string[] Titles =
    [
        "title", "tasktitle", "taskname", "cardname", "taskcontent", "name", "displayname", "subject", "summary", "タイトル",
        "件名", "タスク名", "タスク", "題名", "名前", "やること", "作業名", "task", "todo", "todoitem", "item", "itemname", "content",
        "内容", "項目", "text", "description", "説明",
    ];

    private static readonly FrozenDictionary<string, TaskField> Names = new Dictionary<TaskField, string>
    {
        [TaskField.Notes] = """
            notes note description desc details detail content body memo comment comments carddescription taskdescription
            tasknotes remarks メモ 説明 詳細 備考 ノート 本文 内容 コメント
            """,
        [TaskField.Due] = """
            due duedate dueon dueat duedatetime duetime deadline deadlinedate date enddate finishdate targetdate taskduedate
            scheduledtime 期限 期限日 期日 締切 締切日 締め切り 締め切り日 〆切 終了日 日付 期限日時 予定日
            """,
        [TaskField.List] = """
            list listname listtitle tasklist tasklistname tasklisttitle project projectname projects bucketname board boardname
            リスト リスト名 プロジェクト プロジェクト名
            """,
        [TaskField.Done] = """
            status state done complete iscompleted iscomplete isdone checked ischecked finished duecomplete completion taskstatus
            状態 ステータス 完了 完了済み 済 進捗 進捗状況
            """,
        [TaskField.Parent] = """
            parent parentid parenttask parenttaskid parentitem parenttitle subtaskof v2parentid 親 親タスク 親id 親項目
            """,
        [TaskField.Completed] = """
            completed completedat completedon completeddate completeddatetime completedtime completiondate datecompleted
            donedate doneat dateoffinish finishedat 完了日 完了日時 完了時刻
            """,
        [TaskField.Percent] = "%complete percentcomplete percent progress 進捗率 達成率 完了率",
        [TaskField.Level] = "level indent depth outlinelevel indentlevel レベル 階層 インデント",
        [TaskField.Id] = "id taskid uid uuid gid cardid itemid タスクid",
        [TaskField.Deleted] = """
            deleted isdeleted trashed istrashed archived isarchived closed cancelled canceled iscancelled 削除 削除済み アーカイブ
            """,
        [TaskField.Zone] = "timezone tz タイムゾーン",
        [TaskField.AllDay] = "isallday allday 終日",
        [TaskField.Kind] = "type 種類",
        [TaskField.ListId] = "idlist listid projectid tasklistid",
    }.SelectMany(
        field => field.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
        (field, name) => KeyValuePair.Create(name, field.Key)).ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, int> TitleRanks =
        Titles.Index().ToFrozenDictionary(title => title.Item, title => title.Index, StringComparer.Ordinal);

    /// <summary>One field per name: the best name for a title is the title, and the others are what else they can be.</summary>
    public static TaskField[] Of(IReadOnlyList<string> names)
    {
        var fields = new TaskField[names.Count];
        var (best, title) = (int.MaxValue, -1);
        foreach (var (index, name) in names.Index())
        {
            var plain = Plain(name);
            fields[index] = Names.GetValueOrDefault(plain);
            if (TitleRanks.TryGetValue(plain, out var rank) && rank < best)
                (best, title) = (rank, index);
        }
        if (title >= 0)
            fields[title] = TaskField.Title;
        return fields;
    }

    /// <summary>Letters, digits and percent signs, in lower case and of normal width.</summary>
    public static string Plain(string name)
    {
        if (name.Length <= 64 && !name.AsSpan().ContainsAnyExceptInRange('a', 'z'))
            return name;
        var plain = new StringBuilder(Math.Min(name.Length, 64));
        foreach (var c in Narrow(name.Length > 64 ? name[..64] : name))
        {
            if (char.IsLetterOrDigit(c) || c == '%')
                plain.Append(char.ToLowerInvariant(c));
        }
        return plain.ToString();
    }

    /// <summary>Full-width letters, digits and signs in normal width.</summary>
    public static string Narrow(string text) => text.AsSpan().ContainsAnyInRange('\u3000', '\uFF5E')
        ? string.Concat(text.Select(c => c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - 0xFEE0) : c == '\u3000' ? ' ' : c))
        : text;
}
