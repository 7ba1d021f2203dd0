using TasksWeb.Foundation;
using TasksWeb.SignIn;
using TasksWeb.Storage;

namespace TasksWeb.Broker.Audit;

internal static class AuditRegistration
{
    /// <summary>The audit log, and the command that checks it.</summary>
    public static void AddAudit(this IServiceCollection services)
    {
        services.AddSingleton<TokenAuditRepository>();
        services.AddSingleton<AuditStartRepository>();
        services.AddSingleton<AuditStarts>();
        services.AddSingleton<TokenAuditLog>();
        services.AddSingleton<IUserData>(provider => provider.GetRequiredService<TokenAuditLog>());
        services.AddScheduledWorker<TokenAuditCleanup>();
        services.AddSingleton<AuditCheck>();
        services.AddSingleton(provider => new Lazy<AuditCheck>(provider.GetRequiredService<AuditCheck>));
        services.AddCommand<VerifyAuditCommand>(VerifyAuditCommand.Usage);
    }
}
