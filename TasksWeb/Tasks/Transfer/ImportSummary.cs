using Microsoft.Extensions.Localization;
using TasksWeb.Language;
using TasksWeb.Resources;

namespace TasksWeb.Tasks.Transfer;

/// <summary>What was made and what was not, in the reader's words.</summary>
public static class ImportSummary
{
    private const int MaxNamed = 5;

    public static IEnumerable<string> Of(ImportReport report, IStringLocalizer<Strings> words)
    {
        yield return words["Making.Made", report.Made.Count];
        if (report.AlreadyThere > 0)
            yield return words["Making.AlreadyThere", report.AlreadyThere];
        if (report.Refused.Count > 0)
        {
            yield return words["Making.Refused", report.Refused.Count];
            foreach (var refused in report.Refused.Take(MaxNamed))
            {
                var title = PlainText.Isolated(PlainText.Beginning(refused.Title, maxWidth: 60, maxLines: 1) ?? refused.Title);
                yield return refused.Why is null
                    ? words["Making.Refused.One", title]
                    : words["Making.Refused.Why", title, refused.Why];
            }
        }
        if (report.Left > 0)
            yield return words["Making.Left", report.Left];
        if (report.Interruption is { } interruption)
            yield return words[$"Making.{interruption}"];
    }
}
