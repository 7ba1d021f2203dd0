using TasksWeb.Tokens;

namespace TasksWeb.Broker.Calls;

public static class CallRegistration
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    internal static void AddCalls(this IServiceCollection services)
    {
        services.AddHttpForwarder();
        services.AddStreamedCalls<CallAudit>();
        services.AddSingleton<CallEndpoint>();
    }

    /// <summary>An endpoint without a controller, which would read forms before they are sent on.</summary>
    public static void MapCalls(this IEndpointRouteBuilder routes)
    {
        var calls = routes.ServiceProvider.GetRequiredService<CallEndpoint>();
        Delegate answer = (HttpContext context) => calls.AnswerAsync(context);
        routes.MapMethods(BrokerPath.Root + "/{connector}/{identifier}/call/{**path}", Methods, answer)
            .RequireAuthorization()
            .WithSummary("Calls the connector's API for the backend; the token stays here.");
    }
}
