using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using TasksWeb.Errors;
using TasksWeb.Foundation;
using TasksWeb.Storage.Backup;
using TasksWeb.Storage.Configuration;
using TasksWeb.Storage.Encryption;
using TasksWeb.Storage.Migration;

namespace TasksWeb.Storage;

public static class StorageRegistration
{
    /// <summary>Adds the document store, the cipher, and the key ring of Data Protection.</summary>
    public static WebApplicationBuilder AddStorage(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.AddSecretFile("Storage:ConnectionString");
        services.AddSettings<StorageOptions>("Storage");
        services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidation>();
        services.AddSingleton(provider => StoreOpening.Open(
            provider.GetRequiredService<IOptions<StorageOptions>>().Value.ConnectionString,
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<WorkerMetrics>();
        services.AddSingleton<IProblemMapper, StorageProblems>();
        services.AddSingleton<StoreWriteProbe>().AddHostedService(provider => provider.GetRequiredService<StoreWriteProbe>());
        services.AddHealthChecks().AddCheck<StoreHealthCheck>("store");
        services.AddCommand<MigrateCommand>(MigrateCommand.Usage);
        services.AddCommand<BackupCommand>(BackupCommand.Usage);

        builder.AddSecretFile("Encryption:Keys:*");
        services.AddSettings<EncryptionOptions>("Encryption");
        services.AddSingleton<IPostConfigureOptions<EncryptionOptions>, EncryptionSetup>();
        services.AddSingleton<IValidateOptions<EncryptionOptions>, EncryptionSetup>();
        services.AddSingleton(provider => new Cipher(provider.GetRequiredService<IOptions<EncryptionOptions>>().Value.Decode()));

        services.AddSealed<DataProtectionRing>();
        services.AddCommand<RewrapCommand>(RewrapCommand.Usage);
        services.AddDataProtection().SetApplicationName("TasksWeb");
        services.AddOptions<KeyManagementOptions>().Configure<DataProtectionRing, Cipher>((options, ring, cipher) =>
        {
            options.XmlRepository = ring;
            options.XmlEncryptor = new RingEncryptor(cipher);
        });
        return builder;
    }
}
