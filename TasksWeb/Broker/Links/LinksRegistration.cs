using TasksWeb.SignIn;
using TasksWeb.Storage;

namespace TasksWeb.Broker.Links;

internal static class LinksRegistration
{
    /// <summary>One-time addresses at which people connect an account for a backend.</summary>
    public static void AddLinks(this IServiceCollection services)
    {
        services.AddSingleton<ConnectLinkRepository>();
        services.AddSingleton<ConnectLinks>();
        services.AddSingleton<IUserData>(provider => provider.GetRequiredService<ConnectLinks>());
        services.AddScheduledWorker<ConnectLinkCleanup>();
    }
}
