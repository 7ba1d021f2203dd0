using Microsoft.AspNetCore.Mvc;
using TasksWeb.Tokens;

namespace TasksWeb.Drive;

public static class DriveRegistration
{
    /// <summary>The typed client of Google Drive.</summary>
    public static WebApplicationBuilder AddDrive(this WebApplicationBuilder builder)
    {
        builder.Services.AddProviderClient<GoogleDriveClient>(GoogleDriveClient.Connector);
        builder.Services.Configure<JsonOptions>(
            json => json.JsonSerializerOptions.TypeInfoResolverChain.Insert(0, DriveJson.Default));
        return builder;
    }
}
