using System.Globalization;
using TasksWeb.Sandbox.Accounts;

namespace TasksWeb.Sandbox.Drive;

/// <summary>The files of the seeded people. Times are relative to the sandbox's clock.</summary>
internal sealed class SampleFiles(AccountDirectory accounts, TimeProvider clock)
{
    private const string Document = "application/vnd.google-apps.document";
    private const string Sheet = "application/vnd.google-apps.spreadsheet";
    private const string Slides = "application/vnd.google-apps.presentation";
    private const string Folder = "application/vnd.google-apps.folder";
    private const string Pdf = "application/pdf";
    private const string Photo = "image/jpeg";
    private const int Photos = 24;

    private static readonly (string Name, string Type, double DaysAgo)[] Hanakos =
    [
        ("京都旅行のしおり", Document, 0.05), ("Quarterly report, draft 3", Document, 0.3), ("家計簿 2026", Sheet, 0.9),
        ("引っ越し見積もり.pdf", Pdf, 1.4), ("Design review", Slides, 2.1), ("年賀状リスト", Sheet, 3.2), ("写真", Folder, 5),
        ("<b>bold</b> & \"quotes\".txt", "text/plain", 6), ("議事録 2026-11", Document, 8), ("レシピ集 🍲", Document, 12),
        ("Parking permit.pdf", Pdf, 15),
        ("NoSpacesAtAll" + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", Document, 30),
    ];

    private static readonly (string Name, string Type, double DaysAgo)[] Alexs =
    [
        ("Maya's birthday, guest list", Sheet, 0.1), ("Tokyo itinerary", Document, 0.7),
        ("Electricity bill November.pdf", Pdf, 1.1),
        ("Quarterly report, draft 3", Document, 1.6), ("名刺デザイン", Slides, 2.5), ("Bike repair", Document, 4),
        ("Passport scan.pdf", Pdf, 9),
        ("Reading list", Sheet, 11), ("Photos", Folder, 20),
    ];

    private static readonly (string Name, string Type, double DaysAgo)[] Newcomers = [("Getting started.pdf", Pdf, 1)];

    /// <summary>The newest first.</summary>
    public IReadOnlyList<SandboxFile> Of(Account account)
    {
        var known = account == accounts.Hanako ? Hanakos : account == accounts.Alex ? Alexs : Newcomers;
        var files = known.Select((file, number) => File(account, number, file.Name, file.Type, file.DaysAgo)).ToList();
        if (account == accounts.Hanako)
        {
            files.AddRange(Enumerable.Range(0, Photos).Select(photo => File(
                account, 100 + photo, string.Create(CultureInfo.InvariantCulture, $"IMG_{2100 + photo}.jpg"), Photo,
                40 + photo)));
            files.Add(File(account, 200, "Thrown away", Document, 0.2) with { Trashed = true });
        }

        return files;
    }

    private SandboxFile File(Account account, int number, string name, string type, double daysAgo)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"1sandbox{account.Subject[^4..]}File{number:D4}");
        // Whole minutes, so that a file's time is the same from one request to the next within a run of any length that people
        // look at.
        var now = clock.GetUtcNow();
        return new SandboxFile
        {
            Id = id,
            Name = name,
            MimeType = type,
            WebViewLink = $"https://drive.google.com/file/d/{id}/view",
            ModifiedTime =
                new DateTimeOffset(DateOnly.FromDateTime(now.UtcDateTime), TimeOnly.MinValue, TimeSpan.Zero).AddDays(-daysAgo),
        };
    }
}
