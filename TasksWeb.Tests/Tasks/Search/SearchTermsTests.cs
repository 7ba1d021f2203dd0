using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.Search;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tests.Tasks.Search;

public sealed class SearchTermsTests
{
    [Theory]
    [InlineData("milk", "Buy MILK", null, 0)]
    [InlineData("buy milk", "milk to buy", null, 0)]
    [InlineData("milk fresh", "milk", "fresh only", 1)]
    [InlineData("fresh", "milk", "FRESH", 1)]
    [InlineData("bread", "milk", "fresh", null)]
    [InlineData("ＭＩＬＫ", "milk", null, 0)]
    [InlineData("ﾊﾟﾝ", "パンを買う", null, 0)]
    [InlineData("カフェ", "ｶﾌｪ", null, 0)]
    [InlineData("ﾎｳﾚﾝ", "ほうれん草", null, 0)]
    [InlineData("οδοσ", "ΟΔΟΣ", null, 0)]
    [InlineData("istanbul", "İstanbul", null, null)]
    [InlineData("<script>", "<SCRIPT>alert(1)", null, 0)]
    public void Every_word_must_occur_whatever_its_width_or_case(string query, string title, string? notes, int? rank) =>
        Assert.Equal(rank, new SearchTerms(query).Rank(title, notes));

    [Theory]
    [InlineData("milk", "Buy MILK now", "Buy [MILK] now")]
    [InlineData("milk buy", "Buy milk", "[Buy] [milk]")]
    [InlineData("パン", "ﾊﾟﾝを買う", "[ﾊﾟﾝ]を買う")]
    [InlineData("t", "㌧ tt", "㌧ [tt]")]
    [InlineData("トン", "㌧ tt", "[㌧] tt")]
    [InlineData("aa", "aaaa b", "[aaaa] b")]
    [InlineData("x", "", "")]
    [InlineData("👨‍👩‍👧", "a👨‍👩‍👧b", "a[👨‍👩‍👧]b")]
    [InlineData("script", "<script>", "<[script]>")]
    public void Hits_are_marked_in_the_original_text(string query, string text, string marked) =>
        Assert.Equal(
        marked, string.Concat(new SearchTerms(query).Mark(text).Select(piece => piece.IsHit ? $"[{piece.Text}]" : piece.Text)));

    [Fact]
    public void Of_long_notes_the_text_around_the_first_hit_is_shown()
    {
        var text = string.Concat(Enumerable.Repeat("😀", 100)) + "needle" + string.Concat(Enumerable.Repeat("😀", 200));
        var shown = string.Concat(new SearchTerms("needle").Around(text).Select(piece => piece.Text));

        Assert.StartsWith("…😀", shown);
        Assert.EndsWith("😀…", shown);
        Assert.InRange(shown.Length, 200, 270);
        Assert.Contains("needle", shown, StringComparison.Ordinal);
        Assert.Empty(new SearchTerms("thread").Around(text));
        var words = string.Concat(Enumerable.Repeat("several words ", 10)) + "needle";
        Assert.Matches("^…(several|words) ", string.Concat(new SearchTerms("needle").Around(words).Select(piece => piece.Text)));
    }

    [Fact]
    public void Open_tasks_come_before_completed_ones_and_titles_before_notes()
    {
        ListWithTasks[] everything =
        [
            new(new TaskList { Id = "1" },
            [
                new TaskItem { Id = "a", Title = "x", Status = "completed" }, new TaskItem { Id = "b", Title = "y", Notes = "x" },
                new TaskItem { Id = "c", Title = "x" }, new TaskItem { Id = "d", Title = "x", Deleted = true },
            ]),
            new(new TaskList { Id = "2" }, [new TaskItem { Id = "e", Title = "X" }, new TaskItem { Id = "f", Title = "y", Notes = "x", Hidden = true, Status = "completed" }]),
        ];

        Assert.Equal("c e b a f", Ids(withCompleted: true, list: null));
        Assert.Equal("c e b", Ids(withCompleted: false, list: null));
        Assert.Equal("e f", Ids(withCompleted: true, list: "2"));

        string Ids(bool withCompleted, string? list) =>
            string.Join(' ', TaskSearch.Find(everything, new SearchTerms("x"), withCompleted, list).Select(hit => hit.Task.Id));
    }
}
