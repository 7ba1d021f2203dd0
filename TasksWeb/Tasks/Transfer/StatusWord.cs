using System.Collections.Frozen;
using System.Globalization;

namespace TasksWeb.Tasks.Transfer;

internal enum TaskState
{
    Open,
    Done,

    /// <summary>Cancelled or deleted.</summary>
    Dropped,
}

/// <summary>The words for a task's state, in English and Japanese.</summary>
internal static class StatusWord
{
    private static readonly FrozenDictionary<string, TaskState> Words = new Dictionary<TaskState, string>
    {
        [TaskState.Open] = """
            needsaction notstarted inprogress inprocess open todo active pending waiting waitingonothers waitingonsomeoneelse
            onhold deferred new backlog started doing incomplete uncompleted unchecked normal next later someday blocked ready
            false no n 0 off 未着手 未完了 未対応 未処理 進行中 処理中 対応中 作業中 着手 待機中 保留 いいえ 新規
            """,
        [TaskState.Done] = """
            completed complete done finished closed resolved checked true yes y x 1 2 100 100% ✓ ✔ ☑
            完了 完了済み 済 済み 終了 はい 対応済み 処理済み ○ 〇
            """,
        [TaskState.Dropped] = """
            cancelled canceled deleted trashed archived abandoned dropped wontdo wontfix -1
            キャンセル 中止 取消 取り消し 取りやめ 削除 削除済み アーカイブ
            """,
    }.SelectMany(
        state => state.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
        (state, word) => KeyValuePair.Create(word, state.Key)).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Null for an unknown word.</summary>
    public static TaskState? Of(string text) =>
        Words.TryGetValue(text.Trim(), out var sign) ? sign
        : Words.TryGetValue(FieldNames.Plain(text), out var state) ? state
        : null;

    /// <summary>Whether a column such as <c>Deleted</c> is true.</summary>
    public static bool IsYes(string text) => Of(text) is TaskState.Done or TaskState.Dropped;

    /// <summary>100 for 100, 100 % and 100.0; null if it is no number.</summary>
    public static double? Percent(string text) => double.TryParse(
        FieldNames.Narrow(text).Trim().TrimEnd('%', ' '), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
