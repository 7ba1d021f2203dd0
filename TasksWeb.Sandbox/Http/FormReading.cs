using Microsoft.Extensions.Primitives;

namespace TasksWeb.Sandbox.Http;

/// <summary>Reads form bodies without throwing at the caller.</summary>
internal static class FormReading
{
    /// <summary>The form; null when the body is not a well-formed form.</summary>
    public static async Task<IFormCollection?> ReadFormOrNullAsync(this HttpRequest request)
    {
        if (!request.HasFormContentType)
        {
            return null;
        }

        try
        {
            return await request.ReadFormAsync(request.HttpContext.RequestAborted);
        }
        catch (Exception malformed) when (malformed is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }

    /// <summary>The one value of a parameter; null when it is missing, empty, or given more than once (RFC 6749 §3.1).</summary>
    public static string? Single(StringValues values) => values.Count == 1 && !string.IsNullOrEmpty(values[0]) ? values[0] : null;
}
