using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using TasksWeb.Broker;

namespace TasksWeb.Tests.Broker;

/// <summary>How a presented key is looked for.</summary>
public sealed class ApiKeysTests
{
    private const string Key = "reports-key-0123456789abcdef";

    /// <summary>The search does not stop at the first match: of two equal keys the last is found.</summary>
    [Fact]
    public void The_search_compares_every_key() => Assert.Equal("last", Find(Keys(), Key));

    [Theory]
    [InlineData("")]
    [InlineData("reports-key-0123456789abcdeF")]
    [InlineData("reports-key-0123456789abcde")]
    [InlineData("reports-key-0123456789abcdef ")]
    [InlineData("reports-key-0123456789abcdef\0")]
    public void A_key_that_differs_in_one_character_is_unknown(string presented) => Assert.Null(Find(Keys(), presented));

    [Fact]
    public void The_digest_in_the_settings_is_no_key() => Assert.Null(Find(Keys(), DigestOf(Key)));

    [Theory]
    [InlineData(0, true, true)]
    [InlineData(59, true, true)]
    [InlineData(60, true, false)]
    [InlineData(120, false, false)]
    public void A_key_and_its_former_one_are_valid_until_their_ends(int minutes, bool current, bool former)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero));
        var keys = new ApiKeys(
            Options.Create(new BrokerOptions
            {
                Keys =
                {
                    new ApiKeyOptions
                    {
                        Name = "reports",
                        Sha256 = DigestOf(Key),
                        ValidUntil = clock.GetUtcNow() + TimeSpan.FromHours(2),
                        PreviousSha256 = DigestOf("former"),
                        PreviousValidUntil = clock.GetUtcNow() + TimeSpan.FromHours(1),
                    },
                },
            }),
            clock);

        clock.Advance(TimeSpan.FromMinutes(minutes));

        Assert.Equal((current, former), (Find(keys, Key) is not null, Find(keys, "former") is not null));
        Assert.Equal(
            (current ? null : "reports", former ? null : "reports"),
            (keys.FindEnded(RequestWith(Key).Request), keys.FindEnded(RequestWith("former").Request)));
    }

    /// <summary>The name of the key; null: it is not accepted.</summary>
    private static string? Find(ApiKeys keys, string presented) =>
        keys.Read(RequestWith(presented))!.Principal is { } backend ? ApiKeys.Get(backend).Name : null;

    private static DefaultHttpContext RequestWith(string presented)
    {
        var context = new DefaultHttpContext { Request = { Path = BrokerPath.Root } };
        context.Request.Headers[ApiKeys.Header] = presented;
        return context;
    }

    private static ApiKeys Keys() => new(
        Options.Create(new BrokerOptions
        {
            Keys = { Named("first", Key), Named("other", "planner-key-0123456789abcdef"), Named("last", Key) },
        }),
        TimeProvider.System);

    private static ApiKeyOptions Named(string name, string key) => new() { Name = name, Sha256 = DigestOf(key) };

    private static string DigestOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
