using System.Text;
using FsCheck.Fluent;
using TasksWeb.Tokens.Import;

namespace TasksWeb.Tests.Fuzzing;

/// <summary>A file of refresh tokens is read, or refused with a reason that quotes none of them.</summary>
public sealed class TokenFileFuzzTests
{
    private const string Secret = "1//0secret";

    private static readonly string[] Files =
    [
        $"connector,identifier,refresh_token,scope\ngoogle_drive,ann,{Secret},\"a b\"\n",
        $"userId;provider;refresh_token\r\n7;google;{Secret}\r\n;;\r\n",
        $$"""{"connections":[{"connection_id":"ann","provider_config_key":"drive","credentials":{"refresh_token":"{{Secret}}","raw":{"scope":"a,b"} } }]}""",
        $$"""[{"userId":{"$oid":"1"},"provider":"google","refresh_token":"{{Secret}}","scope":["a","b"]}]""",
        $$"""{"user":{"id":"1","app_metadata":{"provider":"google"} },"provider_refresh_token":"{{Secret}}"}{"user":{"id":"2"},"provider_refresh_token":"b"}""",
    ];

    [Fact]
    public void A_damaged_file_is_read_or_refused_without_quoting_a_token() => Mutation.Check(
        3000, Mutation.Of([.. Files.Select(Encoding.UTF8.GetBytes)]),
        file =>
        {
            try
            {
                var rows = TokenFile.Read(file);
                Assert.True(rows.Count <= file.Length + 1, $"{rows.Count} rows of {file.Length} bytes");
                Assert.Contains(rows, row => row.RefreshToken is { Length: > 0 });
                Assert.All(rows, row => Assert.DoesNotContain(Secret, row.ToString(), StringComparison.Ordinal));
            }
            catch (InvalidDataException refused)
            {
                Assert.DoesNotContain(Secret, refused.Message, StringComparison.Ordinal);
            }
        });

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    [InlineData("{\"refresh_token\":\"a\"}")]
    [InlineData("[[{\"refresh_token\":\"a\"}]]")]
    [InlineData("refresh_token,")]
    [InlineData("\"")]
    [InlineData("a;b\n")]
    [InlineData("\"a\nb\",")]
    public void Nesting_length_and_width_cost_what_their_size_allows(string piece) => Mutation.CostsWhatItsSizeAllows(
        length => string.Concat(Enumerable.Repeat(piece, length / piece.Length)),
        text =>
        {
            try
            {
                TokenFile.Read(Encoding.UTF8.GetBytes(text));
            }
            catch (InvalidDataException)
            {
                // Refused with a reason.
            }
        });
}
