using TasksWeb.Foundation;
using TasksWeb.Tokens;

namespace TasksWeb.Drive;

public static class DriveRegistration
{
    /// <summary>The typed client of Google Drive.</summary>
    public static WebApplicationBuilder AddDrive(this WebApplicationBuilder builder)
    {
        builder.Services.AddProviderClient<GoogleDriveClient>(GoogleDriveClient.Connector);
        builder.Services.AddApiJson(DriveJson.Default);
        return builder;
    }
}
