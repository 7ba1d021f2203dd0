using System.IO.Compression;
using TasksWeb.Tokens.Http;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.Tests.Tokens.Http;

/// <summary>Answers that a provider sends packed.</summary>
public sealed class PackedAnswerTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1_000)]
    public async Task A_compressed_response_is_decompressed(int length)
    {
        var answer = await Packed(new byte[length]).ReadAsync(1_000, CancellationToken.None);

        Assert.Equal(new byte[length], answer);
    }

    [Fact]
    public async Task The_limit_applies_to_the_decompressed_size()
    {
        await Assert.ThrowsAsync<HttpRequestException>(async () => await Packed(new byte[1_001]).ReadAsync(1_000, CancellationToken.None));
    }

    [Fact]
    public async Task A_wrong_content_encoding_fails_like_a_broken_body()
    {
        await Assert.ThrowsAsync<HttpRequestException>(async () => await As("GZIP", "{}"u8.ToArray()).ReadAsync(1_000, CancellationToken.None));
    }

    private static ByteArrayContent Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return As("gzip", packed.ToArray());
    }

    private static ByteArrayContent As(string encoding, byte[] bytes) => new(bytes) { Headers = { ContentEncoding = { encoding } } };
}
