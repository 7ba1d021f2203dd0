using System.Text.Json;
using System.Text.Json.Serialization;

namespace TasksWeb.Drive;

/// <summary>One file, as Drive v3 describes it (<c>drive#file</c>); only the fields that were requested.</summary>
public sealed record DriveFile
{
    public required string Id { get; init; }
    public string Name { get; init; } = "";
    public string MimeType { get; init; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? WebViewLink { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ModifiedTime { get; init; }
}

/// <summary>A page of files.list.</summary>
internal sealed record DriveFiles(JsonElement Files, string? NextPageToken);
