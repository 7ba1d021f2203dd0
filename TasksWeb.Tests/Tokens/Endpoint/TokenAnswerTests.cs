using System.Net;
using System.Text;
using TasksWeb.Tokens.Endpoint;

namespace TasksWeb.Tests.Tokens.Endpoint;

/// <summary>What each kind of answer means.</summary>
public sealed class TokenAnswerTests
{
    private const string Tokens = """{"access_token":"a","refresh_token":"r","token_type":"bearer","expires_in":60}""";
    private const string Form = "access_token=a&refresh_token=r&token_type=bearer&expires_in=60&scope=one%2Ctwo";

    [Theory]
    [InlineData(200, Tokens)]
    [InlineData(201, Tokens)]
    [InlineData(203, Tokens)]
    [InlineData(200, "\uFEFF" + Tokens)]
    [InlineData(200, Tokens + "\0")]
    [InlineData(200, "\r\n" + Tokens + "\r\n\0\0")]
    [InlineData(200, Form)]
    [InlineData(201, "\uFEFF" + Form + "\0")]
    [InlineData(200, """{"status":0,"body":""" + Tokens + "}")]
    [InlineData(200, """[{"data":""" + Tokens + "}]")]
    [InlineData(200, """{"error":"","access_token":"a","refresh_token":"r","expires_in":"60"}""")]
    [InlineData(200, """{"access_token":" a\n","refresh_token":"r","expires_in":60.0,"token_type":null}""")]
    [InlineData(200, """{"accessToken":"a","refreshToken":"r","expireIn":60}""")]
    [InlineData(200, """{"accessToken":"a","refreshToken":"r","expiresIn":60}""")]
    [InlineData(200, """{"access_token":"a","refresh_token":"r","expires_in":60,"scope":"one \ud83d"}""")]
    [InlineData(200, """{"access_token":"a","refresh_token":"r","expires_in":60,"\udc00":{"\ud83d":1},"id_token":"\ud83d"}""")]
    public void Any_success_that_holds_an_access_token_is_one(int status, string body)
    {
        var granted = Assert.IsType<TokenResponse.Granted>(Parse(status, body));

        Assert.Equal(("a", "r", TimeSpan.FromMinutes(1)), (granted.AccessToken, granted.RefreshToken, granted.Lifetime));
        Assert.Null(granted.TokenType);
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_grant"}""")]
    [InlineData(401, """{"error":"Invalid_Grant"}""")]
    [InlineData(403, """{"error":"invalid-grant"}""")]
    [InlineData(200, """{"error":"bad_refresh_token"}""")]
    [InlineData(400, "\uFEFF{\"error\":\"invalid_grant\"}")]
    [InlineData(400, "error=invalid_grant&error_description=gone")]
    [InlineData(400, """{"error":{"code":"invalid_grant","message":"expired"}}""")]
    [InlineData(400, """{"error":{"type":"OAuthException","code":190,"reason":"token_expired"}}""")]
    [InlineData(401, """{"errors":[{"errorType":"invalid_grant"}],"success":false}""")]
    [InlineData(400, """{"errors":["invalid_token"]}""")]
    [InlineData(400, """{"data":{"error_code":"InvalidGrant"}}""")]
    [InlineData(400, """{"errorCode":"interaction_required"}""")]
    [InlineData(400, """{"error":"login_required"}""")]
    [InlineData(400, """{"error":"consent_required"}""")]
    [InlineData(401, """{"error":"invalid_token"}""")]
    public void A_final_error_code_is_final_in_any_format(int status, string body) =>
        Assert.IsType<TokenResponse.InvalidGrant>(Parse(status, body));

    [Theory]
    [InlineData("invalid_grant")]
    [InlineData("invalid_token")]
    [InlineData("expired_token")]
    [InlineData("token_expired")]
    [InlineData("revoked_token")]
    [InlineData("token_revoked")]
    [InlineData("bad_refresh_token")]
    [InlineData("invalid_refresh_token")]
    [InlineData("expired_refresh_token")]
    [InlineData("refresh_token_expired")]
    [InlineData("revoked_refresh_token")]
    [InlineData("refresh_token_revoked")]
    [InlineData("bad_verification_code")]
    [InlineData("invalid_code")]
    [InlineData("interaction_required")]
    [InlineData("login_required")]
    [InlineData("consent_required")]
    [InlineData("account_selection_required")]
    [InlineData("unmet_authentication_requirements")]
    public void Every_final_code_is_final_for_this_one_grant(string error) =>
        Assert.IsType<TokenResponse.InvalidGrant>(Parse(400, $$"""{"error":"{{error}}"}"""));

    [Theory]
    [InlineData("error")]
    [InlineData("errors")]
    [InlineData("error_code")]
    [InlineData("error_type")]
    [InlineData("code")]
    [InlineData("type")]
    [InlineData("reason")]
    [InlineData("status")]
    [InlineData("name")]
    public void An_error_code_is_found_under_every_name(string member) =>
        Assert.IsType<TokenResponse.InvalidGrant>(Parse(400, $$"""{"{{member}}":"invalid_grant"}"""));

    [Theory]
    [InlineData(400, """{"error":"first_code","reason":"second_code"}""", "first_code")]
    [InlineData(400, """{"error":"invalid_request"}""", "invalid_request")]
    [InlineData(403, """{"error":"unauthorized_client"}""", "unauthorized_client")]
    [InlineData(422, """{"error":"invalid_grant"}""", "invalid_grant")]
    [InlineData(400, """{"message":"no"}""", "unknown_error")]
    [InlineData(400, "", "unknown_error")]
    [InlineData(401, "Unauthorized", "unknown_error")]
    [InlineData(400, """{"error":"1//0abcDEF-secret"}""", "unknown_error")]
    [InlineData(200, """{"error":"something_else"}""", "something_else")]
    public void Any_other_refusal_is_unclear(int status, string body, string error) =>
        Assert.Equal(new TokenResponse.Refused(error, status), Parse(status, body));

    [Theory]
    [InlineData(401, """{"error":"invalid_client"}""", "invalid_client")]
    [InlineData(400, """{"error":{"code":"invalid_client"}}""", "invalid_client")]
    [InlineData(401, """{"error":"deleted_client"}""", "deleted_client")]
    [InlineData(401, """{"error":"disabled_client"}""", "disabled_client")]
    public void A_refused_client_is_a_configuration_error(int status, string body, string error) =>
        Assert.Equal(new TokenResponse.Misconfigured(error), Parse(status, body));

    [Theory]
    [InlineData(400, """{"error":"temporarily_unavailable"}""", "temporarily_unavailable", false)]
    [InlineData(400, """{"error":"server_error"}""", "server_error", false)]
    [InlineData(400, """{"error":"slow_down"}""", "slow_down", false)]
    [InlineData(300, Tokens, "status 300", false)]
    [InlineData(400, "<html>", "status 400", false)]
    [InlineData(429, "", "status 429", false)]
    [InlineData(500, "", "status 500", true)]
    [InlineData(503, Tokens, "status 503", true)]
    public void A_provider_that_cannot_answer_now_is_asked_when_it_says(int status, string body, string why, bool isAmbiguous)
    {
        var wait = TimeSpan.FromMinutes(2);

        var answer = TokenResponseParser.Parse((HttpStatusCode)status, wait, Encoding.UTF8.GetBytes(body));

        Assert.Equal(new TokenResponse.Unavailable(why, isAmbiguous, wait), answer);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("{}")]
    public void A_success_without_tokens_may_have_used_them_up(string body) => Assert.Equal(
        new TokenResponse.Unavailable("an answer that is not a token response", Ambiguous: true, RetryAfter: null), Parse(200, body));

    [Theory]
    [InlineData(500, """{"error":"invalid_grant"}""")]
    [InlineData(503, Tokens)]
    [InlineData(429, """{"error":"invalid_grant"}""")]
    [InlineData(302, "")]
    [InlineData(400, """{"error":"temporarily_unavailable"}""")]
    [InlineData(200, "")]
    [InlineData(200, "<html>")]
    [InlineData(400, "<!doctype html>")]
    [InlineData(400, """{"error":"inva""")]
    [InlineData(200, """{"access_token":"a""")]
    public void A_broken_response_says_nothing_about_the_grant(int status, string body) =>
        Assert.IsType<TokenResponse.Unavailable>(Parse(status, body));

    [Theory]
    [InlineData(null, null)]
    [InlineData("null", null)]
    [InlineData("\"soon\"", null)]
    [InlineData("0", 0)]
    [InlineData("1", 1)]
    [InlineData("-5", 0)]
    [InlineData("\"-5\"", 0)]
    [InlineData("\"3600\"", 3600)]
    [InlineData("1e300", 365 * 24 * 3600)]
    public void A_lifetime_is_read_as_it_was_sent(string? written, int? seconds)
    {
        var body = written is null ? """{"access_token":"a"}""" : $$"""{"access_token":"a","expires_in":{{written}}}""";

        var granted = Assert.IsType<TokenResponse.Granted>(Parse(200, body));

        Assert.Equal(seconds, (int?)granted.Lifetime?.TotalSeconds);
    }

    [Theory]
    [InlineData("\"refresh_token_expires_in\":600", 600)]
    [InlineData("\"refresh_expires_in\":\"600\"", 600)]
    [InlineData("\"x_refresh_token_expires_in\":600", 600)]
    [InlineData("\"refresh_token_expires_in\":0,\"refresh_expires_in\":600", 600)]
    [InlineData("\"refresh_expires_in\":0", null)]
    [InlineData("\"refresh_expires_in\":null", null)]
    public void The_lifetime_of_a_refresh_token_is_read_under_every_name(string written, int? seconds)
    {
        var granted = Assert.IsType<TokenResponse.Granted>(Parse(200, $$"""{"access_token":"a",{{written}}}"""));

        Assert.Equal(seconds, (int?)granted.RefreshTokenLifetime?.TotalSeconds);
    }

    [Theory]
    [InlineData("\"one two\"", null, "one|two")]
    [InlineData("\"one,two\"", null, "one|two")]
    [InlineData("\"one, two\"", null, "one|two")]
    [InlineData("\"one, two three\"", ",", "one|two|three")]
    [InlineData("\"one,1 two\"", " ", "one,1|two")]
    [InlineData("\"one;two three\"", ";", "one|two three")]
    [InlineData("[\"one\",\"two\",3]", null, "one|two")]
    [InlineData("[\"one two\"]", null, "one|two")]
    [InlineData("[]", null, "")]
    [InlineData("\"\"", null, null)]
    [InlineData("null", null, null)]
    public void Scopes_are_read_in_every_format(string written, string? separator, string? scopes)
    {
        var body = $$"""{"access_token":"a","scope":{{written}}}""";

        var granted = Assert.IsType<TokenResponse.Granted>(Parse(200, body, separator));

        Assert.Equal(scopes, granted.Scopes is null ? null : string.Join('|', granted.Scopes));
    }

    [Theory]
    [InlineData("""{"access_token":"a","scopes":"one two"}""")]
    [InlineData("""{"scope":"one two","data":{"access_token":"a"}}""")]
    [InlineData("""{"scopes":["one","two"],"access_token":"a"}""")]
    [InlineData("""{"scope":"three","data":{"access_token":"a","scope":"one two"}}""")]
    public void Scopes_beside_or_above_the_token_are_what_was_granted(string body) =>
        Assert.Equal(["one", "two"], Assert.IsType<TokenResponse.Granted>(Parse(200, body)).Scopes!);

    [Theory]
    [InlineData("team.id", "T1")]
    [InlineData("user", null)]
    [InlineData(null, null)]
    public void The_account_is_read_from_the_field_that_names_it(string? field, string? account)
    {
        var body = """{"access_token":"a","team":{"id":"T1"}}"""u8.ToArray();

        var answer = TokenResponseParser.Parse(HttpStatusCode.OK, wait: null, body, accountField: field);

        Assert.Equal(account, Assert.IsType<TokenResponse.Granted>(answer).Account);
    }

    [Theory]
    [InlineData(200, """{"status":601,"error":"Invalid Params"}""", typeof(TokenResponse.InvalidGrant))]
    [InlineData(400, """{"error":{"code":"Token_Withdrawn"}}""", typeof(TokenResponse.InvalidGrant))]
    [InlineData(200, """{"status":602,"error":"Invalid Params"}""", typeof(TokenResponse.Refused))]
    [InlineData(400, """{"error":"no","error_description":"token withdrawn."}""", typeof(TokenResponse.InvalidGrant))]
    [InlineData(400, """{"status":400,"message":"Token withdrawn"}""", typeof(TokenResponse.InvalidGrant))]
    [InlineData(400, """{"errors":[{"resource":"TokenWithdrawn","code":"invalid"}]}""", typeof(TokenResponse.InvalidGrant))]
    [InlineData(400, """{"message":"No token withdrawn"}""", typeof(TokenResponse.Refused))]
    [InlineData(400, """{"note":"token withdrawn"}""", typeof(TokenResponse.Refused))]
    [InlineData(404, """{"error":"token_withdrawn"}""", typeof(TokenResponse.Refused))]
    [InlineData(503, """{"error":"token_withdrawn"}""", typeof(TokenResponse.Unavailable))]
    public void A_provider_can_have_final_codes_of_its_own(int status, string body, Type kind)
    {
        var bytes = Encoding.UTF8.GetBytes(body);

        Assert.IsType(kind, TokenResponseParser.Parse(
            (HttpStatusCode)status, wait: null, bytes, finalErrors: ["601", "token_withdrawn"]));
        Assert.IsNotType<TokenResponse.InvalidGrant>(TokenResponseParser.Parse((HttpStatusCode)status, wait: null, bytes));
    }

    private static TokenResponse Parse(int status, string body, string? separator = null) =>
        TokenResponseParser.Parse((HttpStatusCode)status, wait: null, Encoding.UTF8.GetBytes(body), separator);
}
