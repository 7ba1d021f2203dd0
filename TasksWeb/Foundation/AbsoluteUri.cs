using System.Diagnostics.CodeAnalysis;

namespace TasksWeb.Foundation;

/// <summary>Absolute addresses that others have written.</summary>
internal static class AbsoluteUri
{
    /// <summary>
    /// As <see cref="Uri.TryCreate(string, UriKind, out Uri)"/>, but only with a scheme: without one that takes paths of files,
    /// and throws at some that begin with two slashes.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Uri? address)
    {
        address = null;
        return text is not null && text.IndexOf(':', StringComparison.Ordinal) is var end and > 0
            && Uri.CheckSchemeName(text[..end]) && Uri.TryCreate(text, UriKind.Absolute, out address);
    }

    /// <summary>It is https, or plain http to a program on the same machine, and names no user.</summary>
    public static bool IsHttpsOrLocal(this Uri address) =>
        (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        && address.UserInfo.Length == 0;
}
