using System.Net;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace TasksWeb.Tests.App;

/// <summary>A person with a browser that has no scripts: keeps cookies, follows links and redirects, sends forms.</summary>
public sealed class Visitor : IDisposable
{
    private readonly HttpClient _http;

    public Visitor(Uri app)
    {
        App = app;
        _http = new HttpClient(new OriginOfBareWrites(app)
        {
            InnerHandler = new HttpClientHandler
            {
                CookieContainer = Cookies,
                AllowAutoRedirect = false,
                MaxConnectionsPerServer = 2000,
                // The certificate of FrontDoor was made a moment ago and is signed by nobody.
                ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
            },
        })
        {
            Timeout = TimeSpan.FromSeconds(60),
        };
        _http.DefaultRequestHeaders.Accept.ParseAdd("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8");
    }

    public Uri App { get; }

    public CookieContainer Cookies { get; } = new();

    /// <summary>What the browser prefers to read, for example <c>ja</c>.</summary>
    public string Language
    {
        set
        {
            _http.DefaultRequestHeaders.AcceptLanguage.Clear();
            _http.DefaultRequestHeaders.AcceptLanguage.ParseAdd(value);
        }
    }

    /// <summary>Without following redirects.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken = default) =>
        _http.SendAsync(request, cancellationToken);

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(new Uri(App, path));

    /// <summary>Follows redirects, wherever they lead.</summary>
    public async Task<Page> OpenAsync(string address) =>
        await FollowAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(App, address)));

    /// <summary>Sends the form that has this button, with what is in its fields.</summary>
    /// <param name="within">The part of the page it is in, as a selector.</param>
    public Task<Page> PressAsync(Page page, string button, Action<IHtmlFormElement>? fill = null, string within = "body")
    {
        var pressed = page.Document.QuerySelectorAll($"{within} button")
            .FirstOrDefault(element => element.TextContent.Trim() == button)
            ?? throw new InvalidOperationException($"There is no button '{button}' on: {page.Document.Body!.TextContent}");
        return PressAsync(page, pressed, fill);
    }

    /// <summary>Sends the form that this button belongs to, around it or named by it.</summary>
    public Task<Page> PressAsync(Page page, IElement pressed, Action<IHtmlFormElement>? fill = null)
    {
        var form = (IHtmlFormElement)((pressed.GetAttribute("form") is { } id ? page.Document.GetElementById(id) : pressed.Closest("form"))
            ?? throw new InvalidOperationException($"'{pressed.TextContent}' is in no form."));
        fill?.Invoke(form);
        var fields = form.Elements.SelectMany(FieldsOf)
            .Concat(
                pressed.GetAttribute("name") is { } name ? [KeyValuePair.Create(name, pressed.GetAttribute("value") ?? "")] : [])
            .ToList();
        var action = new Uri(page.Address, pressed.GetAttribute("formaction") ?? form.GetAttribute("action") ?? "");
        var request = form.Method.Equals("post", StringComparison.OrdinalIgnoreCase)
            ? new HttpRequestMessage(HttpMethod.Post, action) { Content = new FormUrlEncodedContent(fields) }
            : new HttpRequestMessage(
                HttpMethod.Get,
                new UriBuilder(action) { Query = new FormUrlEncodedContent(fields).ReadAsStringAsync().Result }.Uri);
        return FollowAsync(request);
    }

    private static IEnumerable<KeyValuePair<string, string>> FieldsOf(IHtmlElement element) => element switch
    {
        IHtmlInputElement { Name: { Length: > 0 } name, Type: not "submit" } input when input.Type is not ("checkbox" or "radio")
            || input.IsChecked =>
            [KeyValuePair.Create(name, input.Value ?? "")],
        IHtmlTextAreaElement { Name: { Length: > 0 } name } area => [KeyValuePair.Create(name, area.Value)],
        IHtmlSelectElement { Name: { Length: > 0 } name } select => [KeyValuePair.Create(name, select.Value ?? "")],
        _ => [],
    };

    /// <summary>Goes through the account chooser and, where it is shown, the consent page.</summary>
    public async Task<Page> SignInAsync(string person, string returnUrl = "/tasks", Action<IHtmlFormElement>? consent = null)
    {
        var chooser = await OpenAsync($"/auth/login?returnUrl={Uri.EscapeDataString(returnUrl)}");
        return await AnswerProviderAsync(chooser, person, consent);
    }

    /// <summary>Answers the provider's pages until the browser is back in the app.</summary>
    public async Task<Page> AnswerProviderAsync(
        Page page, string person, Action<IHtmlFormElement>? consent = null, string button = "Allow")
    {
        while (page.Address.Authority != App.Authority && page.Status == HttpStatusCode.OK)
        {
            var account = page.Document.QuerySelectorAll("a")
                .FirstOrDefault(link => link.TextContent.Contains(person, StringComparison.Ordinal));
            page = account is IHtmlAnchorElement { Href: var address }
                ? await OpenAsync(address)
                : await PressAsync(page, button, consent);
        }
        return page;
    }

    public void Dispose() => _http.Dispose();

    private async Task<Page> FollowAsync(HttpRequestMessage request)
    {
        for (var hops = 0; hops < 20; hops++)
        {
            using var response = await _http.SendAsync(request);
            if (response.Headers.Location is not { } next)
            {
                var text = await response.Content.ReadAsStringAsync();
                var document = await BrowsingContext.New()
                    .OpenAsync(content => content.Content(text).Address(request.RequestUri));
                return new Page(request.RequestUri!, response.StatusCode, document, text, response.Headers);
            }
            request = new HttpRequestMessage(HttpMethod.Get, new Uri(request.RequestUri!, next));
        }
        throw new InvalidOperationException($"Redirects without end, last to {request.RequestUri}.");
    }
}

/// <summary>As browsers do: a write without a body says where it comes from.</summary>
file sealed class OriginOfBareWrites(Uri app) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is null or { Headers.ContentLength: 0 } && request.Method != HttpMethod.Get && request.RequestUri!.Authority == app.Authority
            && !request.Headers.Contains("Origin") && !request.Headers.Contains("Sec-Fetch-Site"))
            request.Headers.Add("Origin", app.GetLeftPart(UriPartial.Authority));
        return base.SendAsync(request, cancellationToken);
    }
}

/// <summary>A page as it arrived.</summary>
public sealed record Page(
    Uri Address, HttpStatusCode Status, IDocument Document, string Html, System.Net.Http.Headers.HttpResponseHeaders Headers)
{
    public string Heading => Document.QuerySelector("h1")?.TextContent.Trim() ?? "";
}
