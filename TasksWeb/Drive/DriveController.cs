using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using TasksWeb.SignIn;

namespace TasksWeb.Drive;

/// <summary>The JSON API of files.</summary>
[ApiController]
[Authorize]
[Route("api/drive")]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class DriveController(GoogleDriveClient drive, SessionGrants grants) : ControllerBase
{
    /// <summary>The recently changed files, as an array, the newest first.</summary>
    [HttpGet("files")]
    public async Task<IReadOnlyList<DriveFile>> Files([FromQuery, Range(1, GoogleDriveClient.LargestPage)] int pageSize = 10) =>
        await drive.LatestFilesAsync(
            await grants.GetAsync(HttpContext, GoogleDriveClient.Connector), pageSize, HttpContext.RequestAborted);
}
