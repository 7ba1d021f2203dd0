using System.Globalization;
using TasksWeb.Sandbox.Accounts;

namespace TasksWeb.Sandbox.Tasks;

/// <summary>What the seeded people have to do. Dates stand around "today" by the sandbox's clock.</summary>
internal sealed class SampleTasks(TimeProvider clock)
{
    private const int LongList = 130;

    public TaskBook ForHanako(Account account)
    {
        var pen = new SamplePen(account, clock);
        pen.List("マイタスク");
        pen.Task("歯医者の予約をする", due: 0, notes: "午前中が希望。診察券番号は手帳に。");
        var trip = pen.Task("京都旅行の計画", due: 5, notes: "紅葉の見頃を確認 🍁\nhttps://example.com/kyoto?season=autumn&days=3");
        pen.Task("新幹線を予約する", due: 1, under: trip);
        pen.Task("宿を決める", due: 3, under: trip);
        pen.Task("行きたい寺社を書き出す", under: trip, doneDaysAgo: 1);
        pen.Task("図書館の本を返す", due: -2);
        pen.Task("母に電話する", due: 0);
        pen.Task("確定申告の書類を集める", due: 40);
        pen.Task("自転車の空気入れ", doneDaysAgo: 2);
        pen.Task("年賀状のデザインを選ぶ", doneDaysAgo: 6, hidden: true);

        pen.List("Work");
        var report = pen.Task("Quarterly report", due: 2, notes: "Outline: results, risks, next steps.\nDraft at https://example.com/report/q4");
        pen.Task("Collect the numbers", due: -1, under: report);
        pen.Task("Draw the charts", due: 1, under: report);
        pen.Task("Ask Alex for a review", under: report);
        pen.Task("Answer the mail from the printer's", due: 0, mail: "Proof sheets are ready");
        pen.Task("Review the design document", due: 4, assignedFrom: "1sandboxDocumentOfHanako");
        pen.Task("Tell the team about the new office", due: 3, assignedInSpace: "AAAAsandboxTeam");
        pen.Task("週次ミーティングの議題を送る", due: 1, recurring: true);
        pen.Task("Book meeting room B", due: -4);
        pen.Task("Renew the parking permit", doneDaysAgo: 1);
        pen.Task("Hand in expenses for October", doneDaysAgo: 20, hidden: true);

        pen.List("買い物リスト");
        pen.Tasks("牛乳", "卵 🥚", "味噌(合わせ)", "ほうれん草", "コーヒー豆 200g", "単3電池", "洗剤の詰め替え");
        pen.Task("お米 5kg", doneDaysAgo: 0);

        pen.List("引っ越し 2026");
        for (var box = 1; box <= LongList; box++)
        {
            pen.Task(string.Create(CultureInfo.InvariantCulture, $"箱 {box:D3} / Box {box:D3}"), due: box % 13 == 0 ? box / 13 : null,
                notes: box % 10 == 0 ? "割れ物注意 · Fragile" : null, doneDaysAgo: box % 9 == 0 ? box % 7 : null);
        }

        pen.List("Edge cases & <markup>");
        pen.Task("<script>alert(1)</script>", due: 0, notes: "<img src=x onerror=alert(2)> & \"quotes\" 'single' `back` ${name} {{name}}");
        pen.Task("\"><svg onload=alert(3)>", notes: "javascript:alert(4)\nhttps://example.com/?a=1&b=<2>\n**not bold** [not a link](javascript:alert(5))");
        pen.Task("👩🏽‍🚀👨‍👩‍👧‍👦 emoji, combined: é ≠ é, and 𠮷野家", due: 1);
        pen.Task("שלום עולם · مرحبا بالعالم · right to left", due: 2);
        pen.Task("");
        pen.Task("Long title: " + string.Concat(Enumerable.Repeat("words that never seem to end, ", 33)), notes: new string('長', 2000));
        pen.Task("NoSpacesAtAll" + new string('x', 300));
        pen.Task("A leap day", onDay: new DateOnly(2028, 2, 29));
        pen.Task("Overdue for years", onDay: new DateOnly(2019, 12, 31));
        pen.Task("Deleted, but still told about", deleted: true);

        pen.List("いつか (empty)");
        return pen.Book;
    }

    public TaskBook ForAlex(Account account)
    {
        var pen = new SamplePen(account, clock);
        pen.List("My Tasks");
        pen.Task("Renew passport", due: -2, notes: "Two photos, the old passport, 60 € in cash");
        pen.Task("Call the landlord about the boiler", due: 0);
        var party = pen.Task("Plan Maya’s birthday", due: 10, notes: "Eight children, one allergic to nuts 🥜\nStart at 3, cake at 4, home by 6.");
        pen.Task("Send the invitations", under: party, doneDaysAgo: 2);
        pen.Task("Make a guest list", under: party, doneDaysAgo: 4);
        pen.Task("Order the cake", due: 3, under: party);
        pen.Task("Find a magician", under: party);
        pen.Task("Ask Tom about the garden", under: party);
        pen.Task("Book a dentist appointment", due: 1);
        pen.Task("Send photos to Grandma");
        pen.Task("Buy stamps", due: 12);
        pen.Task("Call the school", due: -1, doneDaysAgo: 1);
        pen.Task("Dentist insurance form", due: -9, doneDaysAgo: 9);
        pen.Task("Flu shots", due: -15, doneDaysAgo: 15);

        pen.List("Work");
        var report = pen.Task("Quarterly report", due: 2, notes: "Results, risks, next steps");
        pen.Task("Collect the numbers", under: report, doneDaysAgo: 3);
        pen.Task("Draw the charts", under: report, doneDaysAgo: 2);
        pen.Task("Draft the summary", under: report, doneDaysAgo: 1);
        pen.Task("Ask Priya for a review", under: report);
        pen.Task(
            "Review Sam’s proposal", due: 0, mail: "Q1 planning",
            notes: "Check the budget on page 4.\nDoes it still fit two people?\nAnswer by email, not in the doc.");
        pen.Task("Book a room for the workshop", due: 1);
        pen.Task("Answer the printer about the proofs", notes: "https://proofs.example.com/2231");
        pen.Task("Prepare 1:1 with Priya", due: 5);
        pen.Task("Update the onboarding checklist");
        pen.Task("Send the invoice", due: -12, doneDaysAgo: 12);

        pen.List("Home");
        pen.Task("Change the furnace filter", due: -4);
        pen.Task("Water the plants", due: 0);
        pen.Task("Fix the kitchen tap", due: 3, notes: "Washer 12 mm, the shop closes at 5");
        var wood = pen.Task("Order firewood");
        pen.Task("Measure the shed", under: wood);
        pen.Task("Compare prices", under: wood);
        pen.Task("Sell the old desk");
        pen.Task("Clean the gutters", doneDaysAgo: 1);
        pen.Task("Return the drill to Jonas", doneDaysAgo: 2);
        pen.Task("Replace the hallway bulb", doneDaysAgo: 3);

        pen.List("Groceries");
        pen.Tasks("Oats", "Apples 🍎", "Olive oil", "Tofu", "Dish soap", "Coffee beans", "Rice", "Lemons", "Yoghurt");
        pen.Task("Bread", doneDaysAgo: 0);

        pen.List("Lisbon trip");
        var papers = pen.Task("Tickets and papers", due: 2);
        pen.Task("Book the flights", under: papers, doneDaysAgo: 7);
        pen.Task("Check the baggage rules", under: papers, notes: "https://fly.example.com/baggage");
        pen.Task("Print the boarding passes", due: 15, under: papers);
        pen.Task("Book the airport train", due: 5);
        pen.Task("Buy travel insurance for Lisbon", due: 1);
        pen.Task(
            "Restaurants to try", notes: "Taberna da Rua das Flores, Ponto Final, the pastry shop Ana told us about");
        pen.Task("Tell the neighbours", due: 14);
        pen.Task("Pack the suitcases", due: 15, notes: "Rain jackets, adapter, the small camera");

        pen.List("Reading");
        pen.Tasks("The Left Hand of Darkness", "こころ — 夏目漱石", "A Pattern Language", "Gödel, Escher, Bach");
        return pen.Book;
    }

    /// <summary>Many lists of many tasks: some done, some below others, about half with a date.</summary>
    /// <param name="notes">Characters of notes of every task; null: short ones of every fifth.</param>
    public void Fill(TaskBook book, int lists, int tasks, int? notes = null)
    {
        const string Usual = "Notes of some length, so that they take some room. メモ。";
        var text = notes is { } length ? string.Concat(Enumerable.Repeat(Usual, (length / Usual.Length) + 1))[..length] : Usual;
        var now = clock.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        for (var l = 1; l <= lists; l++)
        {
            var list = book.AddList(string.Create(CultureInfo.InvariantCulture, $"List {l:D2} / リスト {l:D2}"));
            string? parent = null;
            for (var t = 0; t < tasks; t++)
            {
                var (number, above) = (t, parent);
                var task = book.AddTask(list, string.Create(CultureInfo.InvariantCulture, $"Task {l:D2}-{t + 1:D4} · 課題"), blank => blank with
                {
                    Parent = number % 10 is 1 or 2 ? above : null,
                    Due = number % 2 == 0 ? today.AddDays((number % 60) - 20) : null,
                    Completed = number % 7 == 3 ? now.AddDays(-1 - (number % 30)) : null,
                    Notes = notes is not null || number % 5 == 0 ? text : null,
                    Updated = now.AddDays(-1),
                });
                parent = number % 10 == 0 ? task.Id : parent;
            }
        }
    }

    public TaskBook ForNewcomer(Account account)
    {
        var pen = new SamplePen(account, clock);
        pen.List("My Tasks");
        pen.Task("Try TasksWeb", due: 0);
        pen.Task("Tell somebody about it", due: 1);
        return pen.Book;
    }
}
