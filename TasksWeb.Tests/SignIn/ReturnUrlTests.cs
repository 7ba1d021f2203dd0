using System.Net;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.SignIn;

/// <summary>Whatever stands in <c>returnUrl</c>, the browser stays on this site (RFC 9700 §4.11).</summary>
public sealed class ReturnUrlTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private const string Default = "/tasks";
    private readonly TestApp _app = fixture.App;

    private static readonly string[] Elsewhere =
    [
        "", " ", "tasks", "?a=b", "#top", ".", "..", "./tasks", "../tasks", "evil.example",
        "//evil.example", "///evil.example", "////evil.example", "//evil.example/%2e%2e", "//evil.example@127.0.0.1/",
        "//127.0.0.1@evil.example/",
        "/\\evil.example", "\\/evil.example", "\\\\evil.example", "/\\/evil.example", "//\\evil.example",
        "/tasks\\..\\..\\\\evil.example", "\\evil.example",
        "/\t/evil.example", "/\n/evil.example", "/\r\n/evil.example", "\t//evil.example", " //evil.example", "/\t\\evil.example",
        "\u0000//evil.example",
        "/\u0001/evil.example", "/\u007f/evil.example", "/\u0085/evil.example", "/tasks\r\nSet-Cookie: tasksweb=x",
        "/tasks\r\n\r\n<script>",
        "/%2fevil.example", "/%2Fevil.example", "/%2f%2fevil.example", "/%5cevil.example", "/%5Cevil.example",
        "/%5c%5cevil.example", "/%2f%5cevil.example",
        "/%09/evil.example", "/%0a/evil.example", "/%0d%0a/evil.example", "/%00/evil.example", "/%0d%0aSet-Cookie:%20tasksweb=x",
        "/%09%5cevil.example",
        "%2f%2fevil.example", "%2Fevil.example", "%5c%5cevil.example", "%68%74%74%70://evil.example", "%09//evil.example",
        "/%252fevil.example", "/%252F%252Fevil.example", "/%255cevil.example", "/%2509/evil.example", "/%250a/evil.example",
        "%252f%252fevil.example",
        "/%25252fevil.example", "/%25255cevil.example", "/%252509/evil.example", "/%25252525252fevil.example",
        "http://evil.example", "https://evil.example", "HTTPS://EVIL.EXAMPLE", "http:evil.example", "http:/evil.example",
        "https:\\\\evil.example",
        "https:///evil.example", "http://127.0.0.1@evil.example", "http://evil.example#@127.0.0.1/", "ftp://evil.example",
        "ws://evil.example",
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "javascript://%0aalert(1)",
        "/javascript:alert(1)/..//evil.example",
        "data:text/html,<script>alert(1)</script>", "data:text/html;base64,PHNjcmlwdD4=", "vbscript:msgbox(1)",
        "file:///etc/passwd", "blob:https://evil.example/1",
        "mailto:a@evil.example", "view-source:https://evil.example", "intent://evil.example#Intent;end",
        "\uff0f\uff0fevil.example", "\u2215\u2215evil.example", "\u3033\u3033evil.example", "\u2044\u2044evil.example",
        "\ufeff//evil.example",
        "/../\\evil.example", "/..//evil.example", "/tasks/..//evil.example", "/tasks/../../evil.example",
        "/%2e%2e//evil.example", "/tasks/%2e%2e/%2fevil.example",
        "/tasks/..%2f%2fevil.example", "/tasks/%252e%252e/%252fevil.example",
        "/auth/login", "/auth/logout", "/auth/google/callback?code=x", "/AUTH/LOGIN", "/%61uth/login", "/auth%2flogin",
        "/" + new string('a', 5000), "//" + new string('a', 1000),
    ];

    private static readonly Dictionary<string, string> Here = new(StringComparer.Ordinal)
    {
        { "/tasks", "/tasks" },
        { "/", "/" },
        { "/tasks/MTIz", "/tasks/MTIz" },
        { "/tasks/MTIz?showCompleted=true&maxResults=10#top", "/tasks/MTIz?showCompleted=true&maxResults=10#top" },
        { "/tasks?next=//evil.example", "/tasks?next=//evil.example" },
        { "/tasks?at=12:30&to=a@b.example", "/tasks?at=12:30&to=a@b.example" },
        { "/tasks/a%20b", "/tasks/a%20b" },
        { "/tasks/%E8%B2%B7%E3%81%84%E7%89%A9", "/tasks/%E8%B2%B7%E3%81%84%E7%89%A9" },
        { "/tasks/買い物", "/tasks/%E8%B2%B7%E3%81%84%E7%89%A9" },
        { "/tasks/買い物?名=牛乳#上", "/tasks/%E8%B2%B7%E3%81%84%E7%89%A9?%E5%90%8D=%E7%89%9B%E4%B9%B3#%E4%B8%8A" },
        { "/tasks/🛒", "/tasks/%F0%9F%9B%92" },
        { "/\uff0fevil.example", "/%EF%BC%8Fevil.example" },
    };

    [Fact]
    public void At_least_100_foreign_return_urls_are_tried() =>
        Assert.True(Elsewhere.Distinct(StringComparer.Ordinal).Count() >= 100);

    [Fact]
    public Task A_sign_in_does_not_lead_away() => SideBySideAsync(
        Elsewhere, async wish => Assert.True(await AfterSignInAsync(wish) is Default, wish));

    [Fact]
    public Task A_sign_in_leads_to_the_page_that_was_asked_for() => SideBySideAsync(
        Here, async pair => Assert.Equal(pair.Value, await AfterSignInAsync(pair.Key)));

    [Fact]
    public async Task A_change_of_language_does_not_lead_away()
    {
        using var visitor = _app.Visit();
        // The framework refuses a form with a NUL in it before anybody reads it.
        foreach (var wish in Elsewhere.Where(wish => !wish.Contains('\0', StringComparison.Ordinal)))
            Assert.Equal(Default, await AfterLanguageAsync(visitor, wish));
    }

    [Fact]
    public async Task A_change_of_language_leads_back_to_the_page()
    {
        using var visitor = _app.Visit();
        foreach (var (wish, expected) in Here)
            Assert.Equal(expected, await AfterLanguageAsync(visitor, wish));
    }

    [Fact]
    public async Task Somebody_who_opens_a_page_signed_out_arrives_there_after_signing_in()
    {
        using var visitor = _app.Visit();
        var page = await visitor.OpenAsync("/tasks/%E8%B2%B7?a=1&b=%E8%B2%B7");
        var button = page.OneButton(HttpStatusCode.Unauthorized, "signed_out");
        using var start = await visitor.GetAsync(button);
        var callback = await _app.ConsentAsync(start.Headers.Location!, _app.Sandbox.Accounts.Alex);
        using var answer = await visitor.GetAsync(callback.PathAndQuery);

        Assert.Equal("/tasks/%E8%B2%B7?a=1&b=%E8%B2%B7", answer.Headers.Location!.OriginalString);
    }

    private static Task SideBySideAsync<T>(IEnumerable<T> all, Func<T, Task> check) => Parallel.ForEachAsync(
        all, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (one, _) => await check(one));

    private async Task<string> AfterSignInAsync(string wish)
    {
        using var visitor = _app.Visit();
        using var answer = await _app.CallBackAsync(visitor, _app.Sandbox.Accounts.Hanako, wish);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.GetValues("Location").Single();
    }

    private static async Task<string> AfterLanguageAsync(Visitor visitor, string wish)
    {
        var page = await visitor.OpenAsync("/");
        using var form = new FormUrlEncodedContent(
        [
            new("culture", "en"), new("returnUrl", wish),
            new(
                "__RequestVerificationToken",
                page.Document.QuerySelector("form.language-switch [name=__RequestVerificationToken]")!.GetAttribute("value")!),
        ]);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(visitor.App, "/language")) { Content = form };
        using var answer = await visitor.SendAsync(request);
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, $"{wish}: {answer.StatusCode}");
        return answer.Headers.GetValues("Location").Single();
    }
}
