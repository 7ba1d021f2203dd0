using System.Buffers.Text;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Tests.Broker.Calls;
using TasksWeb.Tokens.Accounts;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tests.Tokens.Accounts;

/// <summary>What a provider says about an account is only a description: however odd, the tokens stay.</summary>
public sealed class OddNameTests
{
    private static readonly Encoding Latin = Encoding.Latin1;

    [Theory]
    [InlineData("""{"sub":"1","name":"Ann \ud83d"}""", "Ann \uFFFD")]
    [InlineData("""{"sub":"1","name":"\ude00 Ann"}""", "\uFFFD Ann")]
    [InlineData("""{"sub":"1","name":"\uD83D\uD83D\uDE00"}""", "\uFFFD\U0001F600")]
    [InlineData("""{"sub":"1","name":"C:\\ud83d"}""", "C:\\ud83d")]
    [InlineData("""{"sub":"1","name":"Renée"}""", "Ren\uFFFDe")]
    [InlineData("""{"\ud83d":1,"sub":"1","name":"Ann"}""", "Ann")]
    public async Task A_name_that_is_not_Unicode_is_kept_as_far_as_it_is(string answer, string name)
    {
        await using var upstream = await Upstream.StartAsync();
        upstream.Answer = context => context.Response.Body.WriteAsync(Latin.GetBytes(answer)).AsTask();
        await using var services = new ServiceCollection().AddHttpClient().BuildServiceProvider();
        var provider = new ProviderOptions { UserInformationEndpoint = upstream.Address.AbsoluteUri };

        var account = await new AccountReader(new(services.GetRequiredService<IHttpClientFactory>()))
            .ReadAsync(provider, new TokenResponse.Granted("a", "r", null, ["openid", "profile"], IdToken: null));

        Assert.Equal(("1", name), (account?.Subject, account?.Name));
    }

    [Theory]
    [InlineData("""{"iss":"https://issuer.example","aud":"client","sub":"1","name":"Ann \ud83d"}""", "1")]
    [InlineData("""{"iss":"https://issuer.example","aud":"client","sub":"1\ud83d","name":"Ann"}""", null)]
    [InlineData("""{"iss":"https://issuer.example","aud":"client","sub":"1é","name":"Ann"}""", null)]
    public void A_subject_that_is_not_Unicode_might_be_anothers_and_is_none(string claims, string? subject)
    {
        var idToken = $"e30.{Base64Url.EncodeToString(Latin.GetBytes(claims))}.e30";
        var provider = new ProviderOptions { Issuer = "https://issuer.example", ClientId = "client" };

        var account = AccountReader.Read(provider, new TokenResponse.Granted("a", "r", null, null, idToken));

        Assert.Equal(subject, account?.Subject);
    }
}
