using System.Net;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using TasksWeb.Broker;
using TasksWeb.Broker.Calls;
using TasksWeb.Errors;
using TasksWeb.Foundation;
using TasksWeb.GoogleTasks;
using TasksWeb.Hosting;
using TasksWeb.Language;
using TasksWeb.Tasks.Api;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.QuickAdd;
using TasksWeb.Tasks.Search;

namespace TasksWeb.Tests.Fuzzing;

/// <summary>Texts of people, backends and operators: each is understood, or the answer says what is wrong with it.</summary>
public sealed class EntranceFuzzTests
{
    private static readonly QuickAddContext Context = new(
        new DateOnly(2026, 11, 29), DayFirst: false, [new TaskList { Id = "1", Title = "Home" }, new TaskList { Id = "2", Title = "買い物" }]);

    [Fact]
    public void Quick_add_reads_every_line()
    {
        Mutation.Check(
            3000,
            Mutation.Of(
                "Call Ann tomorrow #Home", "Rent on 1/2", "牛乳 明日 #買い物", "Pay 2027-02-28 every month", "来週の金曜 歯医者", "next fri at 5pm",
                "\"tomorrow\" is a song", "in 3 weeks", "令和9年1月2日"),
            text =>
            {
                var read = QuickAddParser.Parse(text, Context);
                Assert.True(read.Title.Length <= text.Length, read.Title);
                Assert.False(read.Due < DateOnly.MinValue.AddDays(1));
            });
        foreach (var piece in new[] { "tomorrow ", "明日", "1/", "#", "\"", "in 3 ", "'", "令和1年" })
            Mutation.CostsWhatItsSizeAllows(
                length => string.Concat(Enumerable.Repeat(piece, length / piece.Length)), text => QuickAddParser.Parse(text, Context));
    }

    [Fact]
    public void Search_marks_every_text_without_changing_it()
    {
        Mutation.Check(
            2000, Mutation.Of("ｶﾞ が", "Straße ß ss", "İstanbul i", "a ab abc", "👩‍👩‍👧 e\u0301").Zip(Mutation.Of("ガ Straße İSTANBUL abcab 👩‍👩‍👧", "notes\nand more")),
            both =>
            {
                var (query, text) = both;
                var terms = new SearchTerms(query);
                Assert.Equal(text, string.Concat(terms.Mark(text).Select(piece => piece.Text)));
                terms.Around(text);
                terms.Rank(text, query);
            });
        Mutation.CostsWhatItsSizeAllows(static length => new string('a', length), static text => new SearchTerms("a aa").Around(text));
    }

    [Fact]
    public void A_path_of_a_call_stays_where_it_is_put() => Mutation.Check(
        5000, Mutation.Of("users/@me/lists", "v1/a%20b/c", "a;v=1/b", "%E3%81%82/x", "a/./b", "a/%2e%2e/b", "a/..;/b").Zip(Mutation.Of("?a=b&account=x", "?%61ccount=1&b", "")),
        call =>
        {
            var (path, query) = call;
            if (CallPath.Check(path, out var decoded) is null)
            {
                Assert.DoesNotContain('\\', decoded);
                Assert.DoesNotContain(decoded.Split('/'), segment => segment is "." or "..");
                var placed = new Uri($"https://api.example/base/{path}").AbsolutePath;
                Assert.StartsWith("/base/", placed, StringComparison.Ordinal);
            }
            if (query is "" or ['?', ..] && CallPath.CheckQuery(query) is null)
                Assert.DoesNotMatch("[?&]account=", CallPath.WithoutAccount(query));
        });

    [Fact]
    public void A_return_address_is_on_this_site() => Mutation.Check(
        5000, Mutation.Of("/tasks?list=a#b", "/%2f/evil.example", "//evil.example", "/\\evil.example", "https://evil.example/tasks", "/tasks/%E3%81%82"),
        wish =>
        {
            var local = ReturnUrl.Local(wish);
            Assert.Equal("tasks.example", new Uri(new Uri("https://tasks.example"), local).Host);
            Assert.DoesNotContain(local, letter => letter is < ' ' or > '~');
        });

    [Fact]
    public void Cookies_query_and_headers_of_a_page_are_read_or_ignored() => Mutation.Check(
        2000, Mutation.Of("folded=a.b; tasksweb-zone=Asia/Tokyo", "zone=Europe%2FBerlin; folded=", "a=b;;=;c").Zip(Mutation.Of("?sort=date&filter=overdue&list=x", "?showHidden=true&showHidden=1", "?%00=%ff")),
        sent =>
        {
            var context = new DefaultHttpContext();
            context.Request.Headers.Cookie = sent.Item1;
            context.Request.Headers.AcceptLanguage = sent.Item1;
            if (sent.Item2 is "" or ['?', ..])
                context.Request.QueryString = new QueryString(sent.Item2);
            FoldedTasks.Of(context.Request);
            ReaderDay.Of(context.Request, TimeProvider.System);
            var view = TaskView.Of(context.Request.Query);
            Assert.StartsWith("/tasks", view.At("/tasks"), StringComparison.Ordinal);
            try
            {
                TasksQuery.PassThrough(context.Request.Query);
            }
            catch (ProblemException refused)
            {
                Assert.Equal("invalid_request", refused.Problem.Code);
            }
        });

    [Fact]
    public void Notes_hold_no_link_but_to_the_web_mail_or_a_telephone() => Mutation.Check(
        3000, Mutation.Of("See https://example.com/a_(b)?c=d and [x](https://e.example)", "mailto:a@b.example tel:+49-30", "[a](javascript:alert(1)) data:text/html,x"),
        notes =>
        {
            foreach (var part in NotesText.Parts(notes).Where(part => part.Address is not null))
                Assert.Matches("^(https?://|mailto:|tel:)", part.Address);
            PlainText.Beginning(notes, 80, 3);
        });

    [Fact]
    public void A_webhook_is_https_with_a_key_or_refused() => Mutation.Check(
        3000,
        Mutation.Of("https://hooks.example/in", "http://localhost:5000/", "https://a:b@c.example/", "http://hooks.example")
            .Zip(Mutation.Of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_")).Zip(Mutation.Of("10.1.0.0/16", "fd00::/8", "10.0.0.1")),
        sent =>
        {
            var ((url, secret), network) = sent;
            var webhook = new WebhookOptions { Url = url, Secret = secret };
            webhook.AllowedNetworks.Add(network);
            if (WebhookValidation.ErrorsOf("Webhook", webhook).Any() || url.Length == 0)
                return;
            Assert.True(new Uri(url) is { Scheme: "https" } or { IsLoopback: true }, url);
            Assert.InRange(Assert.Single(webhook.Keys()).Length, 24, 64);
        });

    [Fact]
    public void Every_address_belongs_to_one_network() => Mutation.Check(
        3000, Mutation.Of("2001:db8:1:2:3:4:5:6", "::ffff:192.0.2.1", "192.0.2.1", "fe80::1%3"), text =>
        {
            if (!IPAddress.TryParse(text, out var address))
                return;
            var network = RateLimitBuckets.NetworkOf(address)!;
            Assert.Equal(network, RateLimitBuckets.NetworkOf(network));
        });
}
