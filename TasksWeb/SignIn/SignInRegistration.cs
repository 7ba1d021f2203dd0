using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.Extensions.Options;
using TasksWeb.Errors;
using TasksWeb.Foundation;
using TasksWeb.Storage;
using TasksWeb.Storage.Encryption;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Problems;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.SignIn;

public static class SignInRegistration
{

    /// <summary>The cookie session and the provider's sign-in.</summary>
    public static WebApplicationBuilder AddSignIn(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSettings<SignInOptions>("SignIn");
        services.AddSingleton<IValidateOptions<SignInOptions>, SignInOptionsValidation>();
        services.AddSingleton<AuthorizeUrls>().AddSingleton<IAuthorizeUrls>(provider => provider.GetRequiredService<AuthorizeUrls>());
        services.AddSingleton<UserRepository>();
        services.AddSingleton<TicketRepository>();
        services.AddSingleton<Sessions>();
        services.AddScheduledWorker<SessionCleanup>();
        services.AddSingleton<IdTokenValidator>();
        services.AddSealed<SigningKeyRepository>();
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<IdTokens>();
        services.AddSingleton<SessionReader>();
        services.AddProviderTransport(nameof(UserInformation));
        services.AddSingleton(provider => new UserInformation(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(UserInformation))));
        services.AddProviderTransport(nameof(ProviderKeys));
        services.AddSingleton(provider => new ProviderKeys(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(ProviderKeys)), provider.GetRequiredService<TimeProvider>()));

        services.AddSingleton<IAuthenticationSchemeProvider, SignInSchemes>();
        services.AddScoped<IAuthenticationService, SessionAuthentication>();
        services.AddSingleton<IPolicyEvaluator, SignedInPolicy>();
        services.AddAuthentication(Sessions.Scheme)
            .AddScheme<AuthenticationSchemeOptions, SessionHandler>(Sessions.Scheme, configureOptions: null)
            .AddOAuth<OAuthOptions, SignInHandler>(SignInHandler.SchemeName, static _ => { });
        services.AddOptions<OAuthOptions>(SignInHandler.SchemeName)
            .Configure<IOptions<SignInOptions>, ConnectorCatalog>((oauth, signIn, connectors) =>
                Configure(oauth, connectors[signIn.Value.Connector]));
        services.AddAuthorization();
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = builder.Environment.IsDevelopment() ? "tasksweb-csrf" : "__Host-tasksweb-csrf";
            // Not Always: the page that tells somebody to come over https has a form too, and would fail without it.
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            antiforgery.Cookie.SameSite = SameSiteMode.Lax;
            antiforgery.Cookie.Path = "/";
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        return builder;
    }

    public static WebApplication UseSignIn(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        return app;
    }

    private static void Configure(OAuthOptions oauth, Connector connector)
    {
        var provider = connector.Provider;
        oauth.ClientId = provider.ClientId!;
        oauth.ClientSecret = provider.ClientSecret!;
        oauth.AuthorizationEndpoint = provider.AuthorizationEndpoint!;
        oauth.TokenEndpoint = provider.TokenEndpoint!;
        oauth.UsePkce = provider.UsePkce;
        oauth.CallbackPath = SignInHandler.CallbackPath;
        oauth.SignInScheme = Sessions.Scheme;
        oauth.Scope.Clear();
        foreach (var scope in connector.Options.Scopes)
            oauth.Scope.Add(scope);
        // The provider comes back with a plain navigation: Lax cookies travel with it, also over http in Development.
        oauth.CorrelationCookie.SameSite = SameSiteMode.Lax;
        oauth.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        oauth.CorrelationCookie.Name = "tasksweb-sign-in.";
        oauth.Events.OnRemoteFailure = AnswerFailureAsync;
    }

    private static Task AnswerFailureAsync(RemoteFailureContext context)
    {
        if (context.Failure is not SignInException failure)
        {
            ExceptionDispatchInfo.Throw(context.Failure!);
            return Task.CompletedTask;
        }
        context.HandleResponse();
        var status = failure.Code switch
        {
            SignInException.AccessDenied or SignInException.IdentityRejected => StatusCodes.Status403Forbidden,
            SignInException.ProviderUnavailable => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status400BadRequest,
        };
        var problem = new Problem(status, failure.Code)
        {
            RetryAfter = status == StatusCodes.Status503ServiceUnavailable ? TimeSpan.FromSeconds(5) : null,
            AuthorizeUrl = $"/auth/login?returnUrl={Uri.EscapeDataString(context.Properties?.RedirectUri ?? ReturnUrl.Default)}",
        };
        return context.HttpContext.RequestServices.GetRequiredService<ProblemWriter>().WriteAsync(context.HttpContext, problem);
    }
}
