using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using TasksWeb.Broker;

namespace TasksWeb.Hosting.OpenApi;

/// <summary>Describes the document as a whole: texts, security schemes, and the shape of problems.</summary>
internal sealed class DocumentDescription : IOpenApiDocumentTransformer
{
    public const string Cookie = "session";
    public const string IdToken = "idToken";
    public const string ApiKey = "apiKey";
    public const string Problem = "Problem";

    public Task TransformAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "TasksWeb",
            Version = "v1",
            Description = "Google Tasks and other connected services of the signed-in person, and a token broker for "
                + "other backends. Failures are problem details (RFC 9457) with a stable `code`.",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [Cookie] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Cookie,
                Name = "__Host-tasksweb",
                Description = "The session of a browser that has signed in at `/auth/login`; over http its name is `tasksweb`.",
            },
            [IdToken] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "A short-lived ID token from `POST /api/session/id-token`.",
            },
            [ApiKey] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = ApiKeys.Header,
                Description = "The key of another backend, whose SHA-256 is configured under `Broker:Keys`.",
            },
        };
        document.AddComponent(Problem, ProblemSchema());
        return Task.CompletedTask;
    }

    private static OpenApiSchema ProblemSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "Problem details (RFC 9457).",
        Required = new HashSet<string>(StringComparer.Ordinal) { "status", "title", "code", "traceId" },
        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
            ["title"] = Text("One line, in the language that was asked for."),
            ["detail"] = Text("What happened and what to do."),
            ["code"] = Text("Stable: docs/errors.md lists them."),
            ["reason"] = Text("Why a grant has ended, or the provider's own reason."),
            ["successor"] = Text("The connector that takes the place of one that has been shut down."),
            ["authorizeUrl"] = Text("Where a person puts it right."),
            ["missingScopes"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Items = new OpenApiSchema { Type = JsonSchemaType.String },
                Description = "What the person has not granted.",
            },
            ["traceId"] = Text("Stands in the log."),
        },
    };

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
}
