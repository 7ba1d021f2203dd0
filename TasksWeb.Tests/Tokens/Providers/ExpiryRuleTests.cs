using System.Net;
using System.Text;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tests.Tokens.Providers;

/// <summary>How bodies tell that a token has expired, and that a grant is dead, whatever the status.</summary>
public sealed class ExpiryRuleTests
{
    private static readonly ExpiryRule Fitbit = new() { Array = "errors", Property = "errorType", Value = "expired_token" };
    private static readonly ExpiryRule Flat = new() { Property = "error", Value = "token_expired" };
    private static readonly ExpiryRule Number = new() { Property = "status", Value = "401" };

    [Theory]
    [InlineData("""{"errors":[{"errorType":"expired_token","message":"x"}],"success":false}""", true)]
    [InlineData("""{"errors":[{"errorType":"validation"},{"errorType":"expired_token"}]}""", true)]
    [InlineData("""{"errors":[{"errorType":"invalid_token"}]}""", false)]
    [InlineData("""{"errors":[{"message":"expired_token"}]}""", false)]
    [InlineData("""{"errors":{"errorType":"expired_token"}}""", false)]
    [InlineData("""{"errors":["expired_token",null,7]}""", false)]
    [InlineData("""{"errorType":"expired_token"}""", false)]
    [InlineData("""[{"errorType":"expired_token"}]""", false)]
    [InlineData("""{"errors":[{"errorType":"expired_token""", false)]
    [InlineData("""<html>expired_token</html>""", false)]
    [InlineData("", false)]
    public void Errors_in_an_array(string body, bool expired) =>
        Assert.Equal(expired, Fitbit.Matches(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("""{"ok":false,"error":"token_expired"}""", true)]
    [InlineData("""{"ok":true,"note":"token_expired"}""", false)]
    [InlineData("""{"error":{"error":"token_expired"}}""", false)]
    [InlineData("""["token_expired"]""", false)]
    public void Errors_in_the_body_itself(string body, bool expired) =>
        Assert.Equal(expired, Flat.Matches(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("""{"status":401,"body":{}}""", true)]
    [InlineData("""{"status":"401"}""", true)]
    [InlineData("""{"status":4010}""", false)]
    [InlineData("""{"status":0,"body":{"status":401}}""", false)]
    [InlineData("""{"status":{"code":401}}""", false)]
    public void A_number_in_the_body(string body, bool expired) =>
        Assert.Equal(expired, Number.Matches(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData(200, """{"error":"invalid_grant","error_description":"x"}""", typeof(TokenResponse.InvalidGrant))]
    [InlineData(200, """{"error":"invalid_client"}""", typeof(TokenResponse.Misconfigured))]
    [InlineData(200, """{"error":"bad_verification_code"}""", typeof(TokenResponse.InvalidGrant))]
    [InlineData(200, """{"access_token":"a","token_type":"bearer","error":""}""", typeof(TokenResponse.Granted))]
    [InlineData(400, """{"errors":[{"errorType":"invalid_grant"}],"success":false}""", typeof(TokenResponse.InvalidGrant))]
    [InlineData(401, """{"errors":[{"errorType":"invalid_grant"}],"success":false}""", typeof(TokenResponse.InvalidGrant))]
    [InlineData(401, """{"errors":[{"errorType":"invalid_client"}],"success":false}""", typeof(TokenResponse.Misconfigured))]
    [InlineData(410, "", typeof(TokenResponse.Gone))]
    public void Errors_of_a_token_endpoint(int status, string body, Type kind) =>
        Assert.IsType(kind, TokenResponseParser.Parse((HttpStatusCode)status, wait: null, Encoding.UTF8.GetBytes(body)));
}
