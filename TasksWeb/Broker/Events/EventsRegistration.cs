using TasksWeb.Foundation;
using TasksWeb.SignIn;
using TasksWeb.Storage;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Broker.Events;

internal static class EventsRegistration
{
    /// <summary>Signed webhooks for the backends that ask for them.</summary>
    public static void AddEvents(this WebApplicationBuilder builder)
    {
        builder.AddSecretFile("Broker:Keys:*:Webhook:Secret");
        builder.AddSecretFile("Broker:Keys:*:Webhook:PreviousSecret");
        var services = builder.Services;
        services.AddSingleton<EventStreamRepository>();
        services.AddSingleton<IUserData, EventErasure>();
        services.AddScheduledWorker<EventDelivery>();
        services.AddSingleton<IGrantSubscribers, EventSubscribers>();
    }
}
