using System.Text.Json.Nodes;
using TasksWeb.Sandbox.Authorization;
using TasksWeb.Sandbox.Http;

namespace TasksWeb.Sandbox.Drive;

/// <summary>files.list of Drive v3.</summary>
internal sealed class FilesEndpoint(BearerGate bearer, SampleFiles samples)
{
    public const string FilesPath = "/drive/v3/files";

    private const int UsualPage = 100;
    private const int LargestPage = 1000;

    private readonly ScopedGate _gate = new(bearer, Scopes.DriveMetadataReadOnly);

    public void Map(IEndpointRouteBuilder app) => app.MapGet(FilesPath, ListAsync);

    private async Task ListAsync(HttpContext context)
    {
        if (await _gate.EnterAsync(context) is not { } account)
        {
            return;
        }

        try
        {
            var query = new FileQuery(context.Request.Query);
            var (page, next) = Paging.Read(context.Request.Query, UsualPage, LargestPage, "pageSize")
                .Take(query.Select(samples.Of(account)), file => file.Id);
            var answer = new JsonObject { ["files"] = new JsonArray([.. page.Select(query.Show)]) };
            if (query.ShowsNextPage)
            {
                answer["kind"] = "drive#fileList";
                answer["incompleteSearch"] = false;
                answer["nextPageToken"] = next;
            }

            await Answer.JsonAsync(context, StatusCodes.Status200OK, answer);
        }
        catch (FormatException invalid)
        {
            await GoogleError.InvalidAsync(context, invalid.Message);
        }
    }
}
