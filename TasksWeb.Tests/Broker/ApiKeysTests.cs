using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using TasksWeb.Broker;

namespace TasksWeb.Tests.Broker;

/// <summary>How a presented key is looked for.</summary>
public sealed class ApiKeysTests
{
    private const string Key = "reports-key-0123456789abcdef";

    /// <summary>The search does not stop at the first match: of two equal keys the last is found.</summary>
    [Fact]
    public void The_search_compares_every_key() => Assert.Equal("last", Keys().Find(Key)?.Name);

    [Theory]
    [InlineData("")]
    [InlineData("reports-key-0123456789abcdeF")]
    [InlineData("reports-key-0123456789abcde")]
    [InlineData("reports-key-0123456789abcdef ")]
    [InlineData("reports-key-0123456789abcdef\0")]
    public void A_key_that_differs_in_one_character_is_unknown(string presented) => Assert.Null(Keys().Find(presented));

    [Fact]
    public void The_digest_in_the_settings_is_no_key() => Assert.Null(Keys().Find(DigestOf(Key)));

    private static ApiKeys Keys() => new(Options.Create(new BrokerOptions
    {
        Keys = { Named("first", Key), Named("other", "planner-key-0123456789abcdef"), Named("last", Key) },
    }));

    private static ApiKeyOptions Named(string name, string key) => new() { Name = name, Sha256 = DigestOf(key) };

    private static string DigestOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
