using System.Security.Cryptography;

namespace TasksWeb.Storage;

/// <summary>The versions of documents.</summary>
internal static class VersionStamp
{
    /// <summary>A random stamp that no document has had before; never 0, which means none.</summary>
    public static long Next()
    {
        Span<byte> bytes = stackalloc byte[8];
        long version;
        do
        {
            RandomNumberGenerator.Fill(bytes);
            version = BitConverter.ToInt64(bytes) & long.MaxValue;
        }
        while (version == 0);
        return version;
    }
}
