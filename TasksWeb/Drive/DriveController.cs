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
public sealed class DriveController(GoogleDriveClient drive) : ControllerBase
{
    /// <summary>The files that were changed last, as an array, the newest first.</summary>
    [HttpGet("files")]
    public Task<IReadOnlyList<DriveFile>> Files([FromQuery, Range(1, GoogleDriveClient.LargestPage)] int pageSize = 10) =>
        drive.LatestFilesAsync(User.GrantFor(GoogleDriveClient.Connector), pageSize, HttpContext.RequestAborted);
}
