using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Http;

namespace TasksWeb.Drive;

/// <summary>
/// Google Drive API v3 (https://developers.google.com/workspace/drive/api/reference/rest/v3), for one grant a call.
/// </summary>
public sealed class GoogleDriveClient(ProviderClient http, ILogger<GoogleDriveClient> logger)
{
    /// <summary>The connector whose grants these calls are made for.</summary>
    public const string Connector = "google_drive";

    /// <summary>The largest page size.</summary>
    public const int LargestPage = 1000;

    /// <summary>The files that were changed last, the newest first, without those in the trash.</summary>
    public Task<IReadOnlyList<DriveFile>> LatestFilesAsync(GrantKey grant, int count, CancellationToken cancellationToken) =>
        ProviderClient.TakeAsync(grant, count, async page =>
        {
            var path = QueryHelpers.AddQueryString("drive/v3/files", new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["pageSize"] = count.ToString(CultureInfo.InvariantCulture),
                ["orderBy"] = "modifiedTime desc",
                ["q"] = "trashed = false",
                ["fields"] = "nextPageToken,files(id,name,mimeType,webViewLink,modifiedTime)",
                ["pageToken"] = page,
            });
            var found = await http.ReadAsync(grant, path, DriveJson.Default.DriveFiles, cancellationToken);
            return (grant.ReadEach(found.Files, DriveJson.Default.DriveFile, logger), found.NextPageToken);
        });
}
