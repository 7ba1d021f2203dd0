using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenIddict.Abstractions;
using OpenIddict.Server;

namespace TasksWeb.Tests.OpenIddict;

/// <summary>
/// An OpenIddict server with rolling refresh tokens, for one client and one person who consents to everything. It keeps no
/// tokens, so what it would read there is kept here: a refresh token works once.
/// </summary>
internal sealed class RollingServer : IAsyncDisposable
{
    public const string ClientId = "tasksweb";
    public const string ClientSecret = "secret-of-tasksweb";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, bool> _used = new(StringComparer.Ordinal);
    private int _refreshes;
    private int _reuses;

    private RollingServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddOpenIddict().AddServer(Configure);
        _app = builder.Build();
        _app.UseRouting();
        _app.UseAuthentication();
    }

    /// <summary>As its metadata name it.</summary>
    public string Issuer => _app.Urls.Single() + "/";

    /// <summary>Refresh tokens that were taken.</summary>
    public int Refreshes => _refreshes;

    /// <summary>Refresh tokens that came a second time.</summary>
    public int Reuses => _reuses;

    public static async Task<RollingServer> StartAsync()
    {
        var server = new RollingServer();
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Configure(OpenIddictServerBuilder server)
    {
        server.EnableDegradedMode();
        server.SetAuthorizationEndpointUris("connect/authorize").SetTokenEndpointUris("connect/token");
        server.AllowAuthorizationCodeFlow().AllowRefreshTokenFlow().RequireProofKeyForCodeExchange();
        server.RegisterScopes("notes:read", OpenIddictConstants.Scopes.OfflineAccess);
        server.AddEphemeralEncryptionKey().AddEphemeralSigningKey();
        server.SetAccessTokenLifetime(TimeSpan.FromHours(1));
        server.UseAspNetCore().DisableTransportSecurityRequirement();
        server.AddEventHandler<OpenIddictServerEvents.ValidateAuthorizationRequestContext>(
            handler => handler.UseInlineHandler(static _ => default));
        server.AddEventHandler<OpenIddictServerEvents.HandleAuthorizationRequestContext>(
            handler => handler.UseInlineHandler(static context =>
            {
                var identity = new ClaimsIdentity("test");
                identity.AddClaim(new Claim(OpenIddictConstants.Claims.Subject, "hanako"));
                context.Principal = new ClaimsPrincipal(identity);
                context.Principal.SetScopes(context.Request.GetScopes());
                return default;
            }));
        server.AddEventHandler<OpenIddictServerEvents.ValidateTokenRequestContext>(
            handler => handler.UseInlineHandler(context =>
            {
                Check(context);
                return default;
            }));
    }

    private void Check(OpenIddictServerEvents.ValidateTokenRequestContext context)
    {
        if (context.ClientId != ClientId || context.ClientSecret != ClientSecret)
        {
            context.Reject(OpenIddictConstants.Errors.InvalidClient);
        }
        else if (context.Request.RefreshToken is { } token)
        {
            Interlocked.Increment(ref _refreshes);
            if (_used.TryAdd(token, true))
                return;
            Interlocked.Increment(ref _reuses);
            context.Reject(OpenIddictConstants.Errors.InvalidGrant);
        }
    }
}
