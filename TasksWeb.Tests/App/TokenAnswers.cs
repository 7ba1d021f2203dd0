using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using TasksWeb.Tokens.Endpoint;

namespace TasksWeb.Tests.App;

/// <summary>What a token endpoint is asked.</summary>
/// <param name="Issue">Lets the Sandbox do its work: the tokens that it would have answered.</param>
internal sealed record TokenRequest(IReadOnlyDictionary<string, StringValues> Form, Func<Task<JsonObject>> Issue)
{
    public bool IsRenewal => Form["grant_type"] == "refresh_token";
}

/// <summary>Stands between the app and the token endpoints of the Sandbox, and answers in their place.</summary>
internal sealed class TokenAnswers
{
    private int _calls;

    /// <summary>Null, or an answer that is null: the Sandbox answers itself.</summary>
    public Func<TokenRequest, Task<HttpResponseMessage?>>? Answer { get; set; }

    public int Calls => _calls;

    public void Register(IServiceCollection services) =>
        services.AddHttpClient(nameof(TokenEndpoint)).AddHttpMessageHandler(() => new Handler(this));

    public static HttpResponseMessage Of(int status, byte[] body, string contentType = "application/json") =>
        new((HttpStatusCode)status)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new(contentType) } },
        };

    public static HttpResponseMessage Of(int status, string body, string contentType = "application/json") =>
        Of(status, Encoding.UTF8.GetBytes(body), contentType);

    private sealed class Handler(TokenAnswers answers) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref answers._calls);
            var form = QueryHelpers.ParseQuery(await request.Content!.ReadAsStringAsync(cancellationToken));
            var answer = answers.Answer is { } answering ? await answering(new TokenRequest(form, IssueAsync)) : null;
            return answer ?? await base.SendAsync(request, cancellationToken);

            async Task<JsonObject> IssueAsync()
            {
                using var response = await base.SendAsync(request, cancellationToken);
                return JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!.AsObject();
            }
        }
    }
}
