using System.Globalization;
using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.QuickAdd;

namespace TasksWeb.Tests.Tasks.QuickAdd;

/// <summary>Today is Wednesday, 25 November 2026.</summary>
public sealed class QuickAddParserTests
{
    private static readonly DateOnly Today = new(2026, 11, 25);
    private static readonly IReadOnlyList<TaskList> Lists =
    [
        .. new[] { "Home", "Homework", "Hobby", "Two words", "家", "家族", "Ｗｏｒｋ", "買い物 リスト" }.Select(
            title => new TaskList { Id = title, Title = title }),
    ];

    private static readonly QuickAddContext Context = new(Today, DayFirst: false, Lists);

    [Theory]
    // Weekdays
    [InlineData("pay rent on friday", "pay rent", "2026-11-27")]
    [InlineData("pay rent friday", "pay rent", "2026-11-27")]
    [InlineData("Friday pay rent", "pay rent", "2026-11-27")]
    [InlineData("friday: pay rent", "pay rent", "2026-11-27")]
    [InlineData("report by Fri", "report", "2026-11-27")]
    [InlineData("report due on mon", "report", "2026-11-30")]
    [InlineData("report due: monday", "report", "2026-11-30")]
    [InlineData("standup wednesday", "standup", "2026-12-02")]
    [InlineData("this wednesday gym", "gym", "2026-11-25")]
    [InlineData("this monday gym", "gym", "2026-11-30")]
    [InlineData("next monday review", "review", "2026-11-30")]
    [InlineData("review next friday", "review", "2026-12-04")]
    [InlineData("NEXT FRIDAY review", "review", "2026-12-04")]
    [InlineData("call bob friday 5pm", "call bob 5pm", "2026-11-27")]
    // Relative
    [InlineData("call mom tomorrow", "call mom", "2026-11-26")]
    [InlineData("call mom tmrw about the party", "call mom about the party", "2026-11-26")]
    [InlineData("today water the plants", "water the plants", "2026-11-25")]
    [InlineData("finish the day after tomorrow", "finish", "2026-11-27")]
    [InlineData("in 3 days renew the passport", "renew the passport", "2026-11-28")]
    [InlineData("renew in a week", "renew", "2026-12-02")]
    [InlineData("renew in two weeks", "renew", "2026-12-09")]
    [InlineData("renew in a fortnight", "renew", "2026-12-09")]
    [InlineData("renew in 1 month", "renew", "2026-12-25")]
    [InlineData("renew in 2 years", "renew", "2028-11-25")]
    [InlineData("2 weeks from today: renew", "renew", "2026-12-09")]
    [InlineData("plan next week", "plan", "2026-11-30")]
    [InlineData("plan next month", "plan", "2026-12-01")]
    [InlineData("plan next year", "plan", "2027-01-01")]
    [InlineData("clean this weekend", "clean", "2026-11-28")]
    [InlineData("clean next weekend", "clean", "2026-12-05")]
    [InlineData("report by the end of the month", "report", "2026-11-30")]
    [InlineData("report by end of week", "report", "2026-11-29")]
    [InlineData("report by end of year", "report", "2026-12-31")]
    [InlineData("tonight movie", "tonight movie", "2026-11-25")]
    [InlineData("call mom tomorrow morning", "call mom morning", "2026-11-26")]
    [InlineData("send the report eod", "send the report", "2026-11-25")]
    [InlineData("report by end of day", "report", "2026-11-25")]
    [InlineData("sat laundry", "laundry", "2026-11-28")]
    [InlineData("thurs gym", "gym", "2026-11-26")]
    [InlineData("gym every monday", "gym every monday", "2026-11-30")]
    [InlineData("gym every wed", "gym every wed", "2026-11-25")]
    [InlineData("vitamins every day", "vitamins every day", "2026-11-25")]
    [InlineData("gym every monday from friday, by dec 3", "gym every monday from friday", "2026-12-03")]
    [InlineData("大晦日 そば", "そば", "2026-12-31")]
    [InlineData("元旦に初詣", "初詣", "2027-01-01")]
    [InlineData("25日 給料日", "給料日", "2026-11-25")]
    [InlineData("給料日 24日", "給料日", "2026-12-24")]
    [InlineData("毎週金曜 ごみ", "毎週金曜 ごみ", "2026-11-27")]
    [InlineData("毎朝 薬", "毎朝 薬", "2026-11-25")]
    // Named months
    [InlineData("dec 24 wrap presents", "wrap presents", "2026-12-24")]
    [InlineData("wrap presents on December 24th", "wrap presents", "2026-12-24")]
    [InlineData("wrap presents 24 dec", "wrap presents", "2026-12-24")]
    [InlineData("wrap presents on the 24th of December", "wrap presents", "2026-12-24")]
    [InlineData("taxes march 1", "taxes", "2027-03-01")]
    [InlineData("taxes mar. 1, 2028", "taxes", "2028-03-01")]
    [InlineData("leap day feb 29", "leap day", "2028-02-29")]
    [InlineData("Thu, Dec 24 wrap", "wrap", "2026-12-24")]
    [InlineData("nov 25 is the day", "is the day", "2026-11-25")]
    [InlineData("nov 24 was yesterday", "was yesterday", "2027-11-24")]
    [InlineData("pay on the 1st", "pay", "2026-12-01")]
    [InlineData("pay by the 31st", "pay", "2026-12-31")]
    [InlineData("party sunday the 13th", "party", "2026-12-13")]
    // Figures
    [InlineData("2026-12-24 wrap", "wrap", "2026-12-24")]
    [InlineData("wrap 2026/12/24", "wrap", "2026-12-24")]
    [InlineData("wrap by 24.12.2026", "wrap", "2026-12-24")]
    [InlineData("24/12 wrap", "wrap", "2026-12-24")]
    [InlineData("12/24 wrap", "wrap", "2026-12-24")]
    [InlineData("wrap 3/4", "wrap", "2027-03-04")]
    [InlineData("wrap 3/4/2028", "wrap", "2028-03-04")]
    [InlineData("２０２６－１２－２４ wrap", "wrap", "2026-12-24")]
    [InlineData("2025-01-01 long ago", "long ago", "2025-01-01")]
    // Japanese
    [InlineData("金曜 家賃", "家賃", "2026-11-27")]
    [InlineData("家賃 金曜日", "家賃", "2026-11-27")]
    [InlineData("家賃を金曜までに払う", "家賃を払う", "2026-11-27")]
    [InlineData("金曜日に家賃を払う", "家賃を払う", "2026-11-27")]
    [InlineData("明日 母に電話", "母に電話", "2026-11-26")]
    [InlineData("明日、母に電話", "母に電話", "2026-11-26")]
    [InlineData("明日家賃を払う", "家賃を払う", "2026-11-26")]
    [InlineData("明日は早起き", "早起き", "2026-11-26")]
    [InlineData("明日にんじんを買う", "にんじんを買う", "2026-11-26")]
    [InlineData("あした　本を返す", "本を返す", "2026-11-26")]
    [InlineData("本を返す 明後日", "本を返す", "2026-11-27")]
    [InlineData("本を返す あさって", "本を返す", "2026-11-27")]
    [InlineData("しあさって 会議", "会議", "2026-11-28")]
    [InlineData("今日中に返事", "返事", "2026-11-25")]
    [InlineData("今週の土曜 掃除", "掃除", "2026-11-28")]
    [InlineData("来週の月曜 会議", "会議", "2026-11-30")]
    [InlineData("来週月曜日に会議", "会議", "2026-11-30")]
    [InlineData("再来週の水曜日 歯医者", "歯医者", "2026-12-09")]
    [InlineData("次の水曜 歯医者", "歯医者", "2026-12-02")]
    [InlineData("今週末 掃除", "掃除", "2026-11-28")]
    [InlineData("来週末は温泉", "温泉", "2026-12-05")]
    [InlineData("来週 計画", "計画", "2026-11-30")]
    [InlineData("来月 計画", "計画", "2026-12-01")]
    [InlineData("来月5日 支払い", "支払い", "2026-12-05")]
    [InlineData("今月中に請求書", "請求書", "2026-11-30")]
    [InlineData("月末までに請求書", "請求書", "2026-11-30")]
    [InlineData("年末までに大掃除", "大掃除", "2026-12-31")]
    [InlineData("3日後 返却", "返却", "2026-11-28")]
    [InlineData("３日後に返却", "返却", "2026-11-28")]
    [InlineData("三日後 返却", "返却", "2026-11-28")]
    [InlineData("二十日後 返却", "返却", "2026-12-15")]
    [InlineData("2週間後 返却", "返却", "2026-12-09")]
    [InlineData("1ヶ月後 返却", "返却", "2026-12-25")]
    [InlineData("12月24日 ケーキ", "ケーキ", "2026-12-24")]
    [InlineData("ケーキを12月24日に予約", "ケーキを予約", "2026-12-24")]
    [InlineData("12月24日(木) ケーキ", "ケーキ", "2026-12-24")]
    [InlineData("来年1月7日 七草がゆ", "七草がゆ", "2027-01-07")]
    [InlineData("2027年3月1日 確定申告", "確定申告", "2027-03-01")]
    [InlineData("12/24 ケーキ", "ケーキ", "2026-12-24")]
    [InlineData("12/24までにケーキ", "ケーキ", "2026-12-24")]
    [InlineData("24日までに支払い", "支払い", "2026-12-24")]
    [InlineData("明日の朝 ごみを出す", "朝 ごみを出す", "2026-11-26")]
    [InlineData("今夜 映画", "今夜 映画", "2026-11-25")]
    public void A_date_is_read_and_removed_from_the_title(string text, string title, string due)
    {
        var task = QuickAddParser.Parse(text, Context);

        Assert.Equal((title, due), (task.Title, task.Due?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        Assert.Contains(
            task.Remarks, remark => remark.Kind == RemarkKind.Date && text.Contains(remark.Words, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("buy milk")]
    [InlineData("the friday meeting notes")]
    [InlineData("Friday the 13th movie")]
    [InlineData("buy cream for the sun")]
    [InlineData("mon-fri plan")]
    [InlineData("feb 30 does not exist")]
    [InlineData("2026-13-01 does not exist")]
    [InlineData("Fri, Dec 24 contradicts itself")]
    [InlineData("may the force be with you")]
    [InlineData("24/7 support")]
    [InlineData("add 1/2 cup of sugar")]
    [InlineData("version 1.12.2026.4")]
    [InlineData("yesterday once more")]
    [InlineData("notes from monday")]
    [InlineData("read today's paper")]
    [InlineData("see /2026-12-24/")]
    [InlineData("call 03-1234-5678")]
    [InlineData("in 99999 days")]
    [InlineData("in 9999 years")]
    [InlineData("\"Friday\" is a film")]
    [InlineData("「明日」という歌")]
    [InlineData("今日の料理")]
    [InlineData("明日香村へ行く")]
    [InlineData("明日葉の天ぷら")]
    [InlineData("金曜ロードショーを見る")]
    [InlineData("sun cream")]
    [InlineData("毎月 家賃")]
    [InlineData("every week gym")]
    [InlineData("25日間の旅")]
    [InlineData("明日からダイエット")]
    [InlineData("13月40日 ない日")]
    [InlineData("3日坊主を直す")]
    public void Words_that_are_no_date_stay_in_the_title(string text)
    {
        var task = QuickAddParser.Parse(text, Context);

        Assert.Equal((text, null), (task.Title, task.Due));
        Assert.DoesNotContain(task.Remarks, remark => remark.Kind == RemarkKind.Date);
    }

    [Fact]
    public void Friday_the_13th_is_a_date_only_when_it_exists_and_dates_can_be_kept()
    {
        var before = Context with { Today = new DateOnly(2026, 11, 2) };
        Assert.Equal(("movie", new DateOnly(2026, 11, 13)), (QuickAddParser.Parse("Friday the 13th movie", before).Title, QuickAddParser.Parse("Friday the 13th movie", before).Due));

        var asWritten = QuickAddParser.Parse("Friday the 13th movie", before with { ReadsDates = false });
        Assert.Equal(("Friday the 13th movie", null), (asWritten.Title, asWritten.Due));
    }

    [Theory]
    [InlineData("monday prepare the report for friday", "monday prepare the report", "2026-11-27")]
    [InlineData("tomorrow ask about sunday", "ask about sunday", "2026-11-26")]
    [InlineData("move dec 3 to dec 5", "move dec 3 to", "2026-12-05")]
    [InlineData("明日 金曜までに資料", "明日 資料", "2026-11-27")]
    public void Of_several_dates_the_announced_then_the_certain_then_the_last_is_used(string text, string title, string due)
    {
        var task = QuickAddParser.Parse(text, Context);
        Assert.Equal((title, due), (task.Title, task.Due?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData(true, "wrap 3/4", "2027-04-03")]
    [InlineData(true, "wrap 12/24", "2026-12-24")]
    [InlineData(true, "wrap 24/12/2027", "2027-12-24")]
    [InlineData(false, "wrap 3/4", "2027-03-04")]
    public void An_ambiguous_date_follows_the_order_of_the_readers_language(bool dayFirst, string text, string due) =>
        Assert.Equal(due, QuickAddParser.Parse(text, Context with { DayFirst = dayFirst }).Due?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("2026-11-27", "friday", "2026-12-04")]
    [InlineData("2026-11-27", "this friday", "2026-11-27")]
    [InlineData("2026-11-29", "this weekend", "2026-11-29")]
    [InlineData("2026-11-29", "今週末", "2026-11-29")]
    [InlineData("2026-11-29", "next monday", "2026-11-30")]
    [InlineData("2026-11-30", "next monday", "2026-12-07")]
    [InlineData("2027-01-31", "in 1 month", "2027-02-28")]
    [InlineData("2027-02-10", "by the 31st", "2027-03-31")]
    [InlineData("9999-12-31", "tomorrow", null)]
    [InlineData("9999-12-31", "next year", null)]
    [InlineData("9999-12-31", "dec 30", null)]
    public void Relative_dates_count_from_today(string today, string words, string? due) => Assert.Equal(
        due,
        QuickAddParser.Parse($"x {words}", Context with { Today = DateOnly.Parse(today, CultureInfo.InvariantCulture) })
            .Due?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("pay rent on friday #home", "pay rent", "Home")]
    [InlineData("#home pay rent", "pay rent", "Home")]
    [InlineData("pay #HOMEW rent", "pay rent", "Homework")]
    [InlineData("pay rent #\"two words\"", "pay rent", "Two words")]
    [InlineData("pay rent #twowords", "pay rent", "Two words")]
    [InlineData("pay rent #two", "pay rent", "Two words")]
    [InlineData("pay rent #work", "pay rent", "Ｗｏｒｋ")]
    [InlineData("金曜 家賃 #家", "家賃", "家")]
    [InlineData("金曜 家賃 ＃家族", "家賃", "家族")]
    [InlineData("牛乳 #「買い物 リスト」", "牛乳", "買い物 リスト")]
    [InlineData("牛乳　＃買い物", "牛乳", "買い物 リスト")]
    [InlineData("pay #nowhere rent #home", "pay #nowhere rent", "Home")]
    public void A_tag_names_a_list_or_the_beginning_of_its_name(string text, string title, string list)
    {
        var task = QuickAddParser.Parse(text, Context);
        Assert.Equal((title, list), (task.Title, task.List?.Title));
    }

    [Theory]
    [InlineData("pay #ho rent", RemarkKind.AmbiguousList)]
    [InlineData("pay #nowhere rent", RemarkKind.UnknownList)]
    public void A_tag_that_does_not_name_one_list_stays_in_the_title_with_a_remark(string text, RemarkKind kind)
    {
        var task = QuickAddParser.Parse(text, Context);

        Assert.Equal((text, null), (task.Title, task.List));
        var remark = Assert.Single(task.Remarks);
        Assert.Equal(kind, remark.Kind);
        Assert.Equal(
            kind == RemarkKind.AmbiguousList ? ["Home", "Homework", "Hobby"] : [], remark.Candidates.Select(list => list.Title));
    }

    [Theory]
    [InlineData("issue #5 is open")]
    [InlineData("c# and f# are languages")]
    [InlineData("# is a sign")]
    public void Not_every_hash_is_a_tag(string text)
    {
        var task = QuickAddParser.Parse(text, Context);
        Assert.Equal((text, null, 0), (task.Title, task.List, task.Remarks.Count));
    }

    [Fact]
    public void A_tag_can_be_kept_in_the_title() =>
        Assert.Equal("pay rent #home", QuickAddParser.Parse("pay rent #home", Context with { ReadsLists = false }).Title);

    [Theory]
    [InlineData("call bob tomorrow at 5pm", "call bob at 5pm", RemarkKind.Time, "at 5pm")]
    [InlineData("call bob 17:30", "call bob 17:30", RemarkKind.Time, "17:30")]
    [InlineData("lunch at noon", "lunch at noon", RemarkKind.Time, "at noon")]
    [InlineData("call mom tomorrow morning", "call mom morning", RemarkKind.Time, "morning")]
    [InlineData("明日 午後3時半に歯医者", "午後3時半に歯医者", RemarkKind.Time, "午後3時半")]
    [InlineData("明日の朝 ごみ", "朝 ごみ", RemarkKind.Time, "朝")]
    [InlineData("gym every other day", "gym every other day", RemarkKind.Recurrence, "every other day")]
    [InlineData("gym every monday", "gym every monday", RemarkKind.Recurrence, "every monday")]
    [InlineData("report weekly", "report weekly", RemarkKind.Recurrence, "weekly")]
    [InlineData("毎週金曜 ごみ", "毎週金曜 ごみ", RemarkKind.Recurrence, "毎週金曜")]
    [InlineData("隔週 掃除", "隔週 掃除", RemarkKind.Recurrence, "隔週")]
    public void Times_and_recurrences_stay_in_the_title_with_a_remark(
        string text, string title, RemarkKind kind, string words)
    {
        var task = QuickAddParser.Parse(text, Context);

        Assert.Equal(title, task.Title);
        Assert.Equal(words, Assert.Single(task.Remarks, remark => remark.Kind == kind).Words);
    }

    [Theory]
    [InlineData("tonight movie", "tonight")]
    [InlineData("今夜 映画", "今夜")]
    public void Words_for_this_evening_are_named_once(string text, string words)
    {
        var remark = Assert.Single(QuickAddParser.Parse(text, Context).Remarks);

        Assert.Equal((RemarkKind.Date, words), (remark.Kind, remark.Words));
    }

    [Theory]
    [InlineData("3時間の会議")]
    [InlineData("weekly report draft")]
    [InlineData("aspect ratio 4:3")]
    public void Not_every_number_is_a_time(string text) => Assert.Empty(QuickAddParser.Parse(text, Context).Remarks);

    [Fact]
    public void A_line_that_is_only_a_date_keeps_its_words_as_the_title()
    {
        var task = QuickAddParser.Parse("  tomorrow #home ", Context);
        Assert.Equal(("tomorrow #home", new DateOnly(2026, 11, 26), "Home"), (task.Title, task.Due, task.List?.Title));
    }

    /// <summary>Nothing is lost without a remark, and no words are invented.</summary>
    [Fact]
    public void Any_text_gives_a_title_of_its_own_words_in_order()
    {
        var random = new Random(20261125);
        string[] pieces =
        [
            "friday", "next", "the", "13th", "明日", "金曜", "までに", "に", "#", "＃家", "\"", "「", "」", " ", "　", "2026-12-24", "24/12",
            "in 3 days", "at 5pm",
            "毎日", "\u202e", "\u200b", "😀", "\ud83d", "<b>", "'", "’", ",", "、", "-", "0", "99999999999999999999", "月", "年後",
            "every ", "\u0130", "ﾊﾟ", "\t", "on ",
        ];
        for (var run = 0; run < 5000; run++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => pieces[random.Next(pieces.Length)]));

            var task = QuickAddParser.Parse(text, Context);

            Assert.Equal(text.Trim().Length == 0, task.Title.Length == 0);
            var at = 0;
            foreach (var c in task.Title.Where(c => !char.IsWhiteSpace(c)))
                at = text.IndexOf(c, at) is var found and >= 0
                    ? found + 1
                    : throw new InvalidOperationException($"'{text}' became '{task.Title}'");
        }
    }

    [Fact]
    public void Very_long_lines_are_parsed()
    {
        foreach (var text in new[] { new string('1', 8192), string.Concat(Enumerable.Repeat("on ", 3000)), string.Concat(Enumerable.Repeat("😀", 4096)), string.Concat(Enumerable.Repeat("#a ", 3000)) })
            Assert.Equal(text.Trim(), QuickAddParser.Parse(text, Context).Title);
    }
}
