using System.Text;
using TasksWeb.Tokens.Import;

namespace TasksWeb.Tests.Tokens.Import;

/// <summary>Files in the encodings that programs write.</summary>
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
}
