using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Mongo;

/// <summary>
/// A replica set of two that speaks TLS only, under a certificate of its own authority for 127.0.0.1, and lets one user in with
/// SCRAM-SHA-256.
/// </summary>
public sealed class SecuredMongo : IAsyncLifetime
{
    public const string User = "tasksweb";
    public const string Password = "cherry blossom 桜";

    private readonly TestFolder _folder = new();

    public SecuredMongo() => Server = new()
    {
        Arguments = ["--members", "2", "--tls", _folder["server.pem"], "--user", User, "--password", Password],
    };

    public MongoServer Server { get; }

    public async Task InitializeAsync()
    {
        using (var authority = await MakeAuthorityAsync("authority.pem"))
            await MakeServerAsync(authority);
        (await MakeAuthorityAsync("stranger.pem")).Dispose();
        await Server.InitializeAsync();
    }

    /// <summary>What an operator writes: one of the members, a name and password, whose signature is trusted.</summary>
    public string At(string database, string user = User, string password = Password, string host = "127.0.0.1", string trusted = "authority.pem") =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"mongodb://{user}:{Uri.EscapeDataString(password)}@{host}:{Server.Port}/{database}?replicaSet=rs0&authSource=admin&tls=true&tlsCAFile={_folder[trusted]}&serverSelectionTimeoutMS=1500");

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<X509Certificate2> MakeAuthorityAsync(string file)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=TasksWeb test {file}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        var authority = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        await File.WriteAllTextAsync(_folder[file], authority.ExportCertificatePem());
        return authority;
    }

    private async Task MakeServerAsync(X509Certificate2 authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=TasksWeb test server", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var server = request.Create(authority, now.AddHours(-1), now.AddHours(1), RandomNumberGenerator.GetBytes(8));
        await File.WriteAllTextAsync(_folder["server.pem"], $"{server.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
    }
}
