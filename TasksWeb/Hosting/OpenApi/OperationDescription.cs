using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;
using TasksWeb.Broker;
using TasksWeb.SignIn;

namespace TasksWeb.Hosting.OpenApi;

/// <summary>Describes one operation: who may call it, examples of request and response, and its problems.</summary>
internal sealed class OperationDescription : IOpenApiOperationTransformer
{
    private const string Json = "application/json";

    /// <summary><c>{"GET /api/…": {"request": …, "200": …}}</c>; null for a response without a body.</summary>
    private static readonly JsonObject Examples = Read("examples.json");

    /// <summary>The operations of the session API that read or write at a provider.</summary>
    private static readonly string[] AtProviders =
        ["/api/tasklists", "/api/drive", "/api/calendar", "/api/health", "/api/fitbit"];

    public Task TransformAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var description = context.Description;
        var path = "/" + description.RelativePath;
        var isBroker = path.StartsWith(BrokerPath.Root, StringComparison.Ordinal);
        var isOpen = description.ActionDescriptor.EndpointMetadata.OfType<IAllowAnonymous>().Any();
        if (!isOpen)
            operation.Security = [.. Schemes(isBroker).Select(scheme => Requirement(scheme, context.Document!))];
        if (path.Contains("{identifier}", StringComparison.Ordinal)
            || Array.Exists(AtProviders, start => path.StartsWith(start, StringComparison.Ordinal)))
            operation.Parameters = [.. operation.Parameters ?? [], Account()];
        Exemplify(operation, Examples[$"{description.HttpMethod} {path}"] as JsonObject);
        if (!isOpen)
            AddProblem(operation, context.Document!, isBroker);
        return Task.CompletedTask;
    }

    private static OpenApiParameter Account() => new()
    {
        Name = SessionGrants.Parameter,
        In = ParameterLocation.Query,
        Description = "Which of several connected accounts, by its id.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static string[] Schemes(bool isBroker) =>
        isBroker ? [DocumentDescription.ApiKey] : [DocumentDescription.Cookie, DocumentDescription.IdToken];

    private static OpenApiSecurityRequirement Requirement(string scheme, OpenApiDocument document) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };

    /// <summary>
    /// Only JSON is sent and accepted, whatever formatters the framework has. Where an action reads its body or writes its
    /// response itself, the example says that there is one.
    /// </summary>
    private static void Exemplify(OpenApiOperation operation, JsonObject? examples)
    {
        if (examples?["request"] is { } request)
        {
            var body = operation.RequestBody as OpenApiRequestBody ?? new OpenApiRequestBody { Required = true };
            operation.RequestBody = body;
            body.Content = WithExample(body.Content, request);
        }
        operation.Responses ??= [];
        var statuses = examples?.Select(example => example.Key).Where(key => key != "request").ToList() ?? [];
        var others = operation.Responses.Keys.Except(statuses, StringComparer.Ordinal);
        foreach (var other in statuses.Count == 0 ? [] : others.ToList())
            operation.Responses.Remove(other);
        foreach (var status in statuses)
        {
            if (!operation.Responses.TryGetValue(status, out var found) || found is not OpenApiResponse response)
            {
                var phrase = ReasonPhrases.GetReasonPhrase(int.Parse(status, CultureInfo.InvariantCulture));
                operation.Responses[status] = response = new OpenApiResponse { Description = phrase };
            }
            response.Content = examples![status] is { } example ? WithExample(response.Content, example) : null;
        }
    }

    private static Dictionary<string, OpenApiMediaType> WithExample(
        IDictionary<string, OpenApiMediaType>? content, JsonNode example)
    {
        var media = content?.TryGetValue(Json, out var known) == true ? known : new OpenApiMediaType();
        media.Example = example.DeepClone();
        return new(StringComparer.Ordinal) { [Json] = media };
    }

    private static void AddProblem(OpenApiOperation operation, OpenApiDocument document, bool isBroker)
    {
        operation.Responses ??= [];
        operation.Responses["default"] = new OpenApiResponse
        {
            Description = "A problem.",
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/problem+json"] = new()
                {
                    Schema = new OpenApiSchemaReference(DocumentDescription.Problem, document),
                    Example = Examples[isBroker ? "broker problem" : "problem"]!.DeepClone(),
                },
            },
        };
    }

    private static JsonObject Read(string file)
    {
        using var stream = typeof(OperationDescription).Assembly.GetManifestResourceStream(
            $"TasksWeb.Hosting.OpenApi.{file}")!;
        return JsonNode.Parse(stream)!.AsObject();
    }
}
