using System.Text;

namespace TasksWeb.Tasks.Transfer;

/// <summary>
/// Against CSV injection (https://owasp.org/www-community/attacks/CSV_Injection): an apostrophe before the signs that begin a
/// formula, in half or full width, also after spaces or apostrophes. A spreadsheet that separates cells by semicolons or tabs
/// begins a new one in the middle of ours; there, and in a new line, the same is done.
/// </summary>
internal static class FormulaGuard
{
    public static string Add(string text) => Rewrite(text, static _ => true, "'");

    public static string Remove(string cell) =>
        cell.Contains('\'', StringComparison.Ordinal) ? Rewrite(cell, static c => c == '\'', "") : cell;

    /// <summary>Inserts something before each start, or instead of the apostrophe there.</summary>
    private static string Rewrite(string text, Func<char, bool> isAffected, string guard)
    {
        var starts = Starts(text).FindAll(start => isAffected(text[start]));
        if (starts.Count == 0)
            return text;
        var result = new StringBuilder(text.Length + starts.Count);
        var copied = 0;
        foreach (var start in Enumerable.Reverse(starts))
        {
            result.Append(text, copied, start - copied).Append(guard);
            copied = guard.Length == 0 ? start + 1 : start;
        }
        return result.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>Where a cell can begin as a formula; the last first.</summary>
    private static List<int> Starts(string text)
    {
        var starts = new List<int>();
        var leads = false;
        for (var at = text.Length - 1; at >= 0; at--)
        {
            leads = text[at] switch
            {
                '=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠' => true,
                '\'' => leads,
                var c => leads && char.IsWhiteSpace(c),
            };
            if (at == 0 ? leads || BeginsWithLineEnd(text) : leads && text[at - 1] is ';' or '\t' or '\r' or '\n')
                starts.Add(at);
        }
        return starts;
    }

    private static bool BeginsWithLineEnd(string text) =>
        text.FirstOrDefault(c => c is '\t' or '\r' or '\n' || !(c == '\'' || char.IsWhiteSpace(c))) is '\t' or '\r' or '\n';
}
