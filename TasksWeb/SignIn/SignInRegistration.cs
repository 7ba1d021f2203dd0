using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Google;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.Extensions.Options;
using TasksWeb.Foundation;
using TasksWeb.Storage;
using TasksWeb.Storage.Encryption;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Problems;

namespace TasksWeb.SignIn;

public static class SignInRegistration
{
    public static WebApplicationBuilder AddSignIn(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSettings<SignInOptions>("SignIn");
        services.AddSingleton<IValidateOptions<SignInOptions>, SignInOptionsValidation>();
        services.AddSettings<CrossAccountEventsOptions>("CrossAccountEvents");
        services.AddSingleton<IValidateOptions<CrossAccountEventsOptions>, CrossAccountEventsOptionsValidation>();
        services.AddSingleton<IAuthorizeUrls, AuthorizeUrls>();
        services.AddSingleton<SessionGrants>();
        services.AddSingleton<UserRepository>();
        services.AddSingleton<AllowList>();
        services.AddSingleton<IGrantOwners>(provider => provider.GetRequiredService<AllowList>());
        services.AddHostedService<AllowListSweep>();
        services.AddSealed<TicketRepository>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<AccountDeletion>();
        services.AddSingleton<Administrators>();
        services.AddSingleton<SecurityEventRepository>();
        services.AddSingleton<SecurityEvents>();
        services.AddHostedService(provider => provider.GetRequiredService<SecurityEvents>());
        services.AddSingleton<IUserData>(provider => provider.GetRequiredService<SecurityEvents>());
        services.AddSingleton<SecurityLog>();
        services.AddScheduledWorker<SessionCleanup>();
        services.AddCommand<ListSessionsCommand>(ListSessionsCommand.Usage);
        services.AddCommand<EndSessionsCommand>(EndSessionsCommand.Usage);
        services.AddSealed<IdTokenKeyRepository>();
        services.AddSingleton<IdTokenKeys>();
        services.AddSingleton<IdTokens>();
        services.AddSingleton<SessionReader>();
        services.AddSingleton<UserInformation>();
        services.AddProviderTransport(nameof(ProviderKeys));
        services.AddSingleton<ProviderKeys>();
        services.AddSingleton<IdTokenValidator>();
        services.AddSingleton<SignInFlow>();

        services.AddAuthentication(Sessions.Scheme)
            .AddScheme<AuthenticationSchemeOptions, SessionHandler>(Sessions.Scheme, configureOptions: null)
            .AddOAuth<GoogleOptions, GoogleSignInHandler>(GoogleDefaults.AuthenticationScheme, static _ => { })
            .AddOAuth<OAuthOptions, OpenIdSignInHandler>(SignInFlow.OpenIdScheme, static _ => { });
        services.AddOptions<GoogleOptions>(GoogleDefaults.AuthenticationScheme)
            .Configure<SignInFlow>((oauth, flow) => flow.Configure(oauth));
        services.AddOptions<OAuthOptions>(SignInFlow.OpenIdScheme).Configure<SignInFlow>((oauth, flow) => flow.Configure(oauth));
        services.Configure<RouteOptions>(static routes => routes.SuppressCheckForUnhandledSecurityMetadata = true);
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = SiteCookie.HostName("tasksweb-csrf", !builder.Environment.IsDevelopment());
            // Not Always: the page that asks people to use https has a form too, and would fail without the cookie.
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            antiforgery.Cookie.SameSite = SameSiteMode.Lax;
            antiforgery.Cookie.Path = "/";
            // A page kept for offline use is used again after a restart.
            antiforgery.Cookie.MaxAge = TimeSpan.FromDays(400);
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        return builder;
    }

    /// <summary>Adds authentication of sessions.</summary>
    public static WebApplication UseSessions(this WebApplication app)
    {
        // Otherwise WebApplication adds the framework's own at the start of the pipeline.
        var properties = ((IApplicationBuilder)app).Properties;
        properties["__AuthenticationMiddlewareSet"] = properties["__AuthorizationMiddlewareSet"] = true;
        app.UseMiddleware<SessionMiddleware>();
        return app;
    }

    public static WebApplication UseSignedInOnly(this WebApplication app)
    {
        app.UseMiddleware<SignedInOnly>();
        return app;
    }
}
