using System.Text;
using TasksWeb.Tokens.Import;

namespace TasksWeb.Tests.Tokens.Import;

/// <summary>Files in the encodings and shapes that programs write.</summary>
public sealed class TokenFileTests
{
    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void A_byte_order_mark_names_the_encoding(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        foreach (var text in (string[])
            [
                "Connector\tIdentifier\tRefresh Token\r\ngoogle_drive\t花子\t1//token\r\n",
                """[{"connector":"google_drive","identifier":"花子","refresh_token":"1//token"}]""",
            ])
        {
            var row = Assert.Single(TokenFile.Read([.. encoding.Preamble, .. encoding.GetBytes(text)]));

            Assert.Equal(("google_drive", "花子", "1//token"), (row.Service, row.Identifier, row.RefreshToken));
        }
    }

    [Theory]
    [InlineData("""{"connection_id":"a","credentials":{"refresh_token":"r"},"errors":[{"type":"auth","log_id":"x"}]}""")]
    [InlineData("""{"connection_id":"a","errors":[{"type":"auth"}],"tags":[{"k":"v"}],"credentials":{"refresh_token":"r"}}""")]
    [InlineData("""{"connections":[{"connection_id":"a","errors":[{"type":"auth"}],"credentials":{"refresh_token":"r"}}]}""")]
    [InlineData("""{"users":[{"id":"1"}],"accounts":[{"userId":"a","refresh_token":"r"}]}""")]
    [InlineData("""{"accounts":[{"userId":"a","refresh_token":"r"}],"users":[{"id":"1"}],"sessions":[]}""")]
    [InlineData("""{"data":{"total":1,"connections":[{"connection_id":"a","refresh_token":"r"}]}}""")]
    [InlineData("""[{"connections":[{"connection_id":"a","refresh_token":"r"}]},{"connections":[]}]""")]
    [InlineData("""{"user":{"id":"a"},"refresh_token":"of Supabase","provider_token":"p","provider_refresh_token":"r"}""")]
    [InlineData("identifier|refresh_token\na|r\n")]
    [InlineData("sep=;\nidentifier;refresh_token\na;r\n")]
    [InlineData("# exported, by me; today\n\nidentifier,refresh_token\na,r\n")]
    [InlineData("\r\n\r\nidentifier\trefresh_token\r\na\tr\r\n")]
    [InlineData("identifier,refresh_token,refreshToken\na,,r\n")]
    [InlineData("identifier,refresh_token,refreshToken\na,r,r\n")]
    [InlineData("identifier,refresh_token\na,r,,\n")]
    public void The_token_is_found_wherever_the_file_has_it(string text)
    {
        var row = Assert.Single(Read(text));

        Assert.Equal(("a", "r", null), (row.Identifier, row.RefreshToken, row.Problem));
    }

    [Fact]
    public void Rows_of_JSON_Lines_are_read_whatever_else_is_in_them()
    {
        var rows = Read("""
            {"connection_id":"a","credentials":{"refresh_token":"r1"},"errors":[]}
            {"connection_id":"b","credentials":{"refresh_token":"r2"},"errors":[{"type":"auth"}]}
            {"connection_id":"c","credentials":{"access_token":"a"},"errors":[{"type":"auth"}]}
            null
            {"connection_id":"e","name":"\ud800","credentials":{"refresh_token":"r5"}}
            """);

        Assert.Equal(["1 a r1", "2 b r2", "3 c ", "4  ", "5 e r5"], rows.Select(Words));
    }

    [Fact]
    public void Every_list_that_holds_tokens_is_read()
    {
        var rows = Read("""
            {"accounts":[{"userId":"a","refresh_token":"r1"},"odd"],"users":[{"id":"1"}],
            "sessions":[{"user_id":"b","provider_refresh_token":"r2"}]}
            """);

        Assert.Equal(["1 a r1", "2  ", "3 b r2"], rows.Select(Words));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("connector,identifier,refresh_token\n")]
    [InlineData("connector,identifier,refresh_token\n\n,,\n")]
    [InlineData("""{"connections":[]}""")]
    [InlineData("""{"users":[],"sessions":[],"total":0}""")]
    [InlineData("""{"data":{"connections":[]}}""")]
    public void A_file_without_rows_is_said_to_have_none(string text) =>
        Assert.Equal("It has no rows.", Assert.Throws<InvalidDataException>(() => Read(text)).Message);

    [Theory]
    [InlineData("name,mail\na,b\n")]
    [InlineData("identifier,refresh_token\na,\n")]
    [InlineData("""{"users":[{"id":"1"}],"accounts":[{"id":"2"}]}""")]
    [InlineData("""["r1","r2"]""")]
    [InlineData("null")]
    public void A_file_without_tokens_is_refused_with_what_is_expected(string text)
    {
        var refused = Assert.Throws<InvalidDataException>(() => Read(text));

        Assert.StartsWith(
            "It has no field refresh_token or provider_refresh_token that holds a token.", refused.Message, StringComparison.Ordinal);
        Assert.Contains("a JSON object that holds a list", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("identifier,refresh_token,refreshToken\na,r1,r2\nb,r,r\n", "it has two values for refresh_token.")]
    [InlineData("identifier,refresh_token\nYamada, Hanako,r1\nb,r\n", "it has more cells than the header.")]
    [InlineData(
        """[{"identifier":"a","identifier":"c","refresh_token":"r1"},{"refresh_token":"r"}]""", "it has two values for identifier.")]
    public void A_row_that_can_be_read_in_two_ways_is_reported(string text, string problem)
    {
        var rows = Read(text);

        Assert.Equal([problem, null], rows.Select(row => row.Problem));
    }

    [Fact]
    public void A_row_says_its_line_below_what_precedes_the_header() =>
        Assert.Equal(5, Read("# a\n\nidentifier,refresh_token\n\na,r\n").Single().Number);

    private static IReadOnlyList<TokenRow> Read(string text) => TokenFile.Read(Encoding.UTF8.GetBytes(text));

    private static string Words(TokenRow row) => $"{row.Number} {row.Identifier} {row.RefreshToken}";
}
