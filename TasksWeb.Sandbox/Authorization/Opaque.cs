using System.Buffers.Text;
using System.Security.Cryptography;

namespace TasksWeb.Sandbox.Authorization;

/// <summary>Random strings that look like Google's.</summary>
internal static class Opaque
{
    public static string Code() => "4/0A" + Random(54);

    public static string AccessToken() => "ya29.a0A" + Random(120);

    public static string RefreshToken() => "1//0" + Random(72);

    private static string Random(int bytes) => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));
}
