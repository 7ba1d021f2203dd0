using TasksWeb.Foundation;

namespace TasksWeb.Broker.Import;

internal static class ImportRegistration
{
    /// <summary>The command that takes over refresh tokens from another store.</summary>
    public static void AddImport(this IServiceCollection services)
    {
        services.AddSingleton<ImportPlan>();
        services.AddCommand<ImportCommand>(ImportCommand.Usage);
    }
}
