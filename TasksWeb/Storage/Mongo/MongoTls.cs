using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MongoDB.Driver;
using MongoDB.Driver.Core.Configuration;

namespace TasksWeb.Storage.Mongo;

/// <summary>The files for TLS that a connection string names, which MongoDB.Driver itself ignores.</summary>
/// <remarks>https://www.mongodb.com/docs/manual/reference/connection-string-options/#tls-options</remarks>
internal static class MongoTls
{
    private const string AuthorityFile = "tlsCAFile";
    private const string CertificateFile = "tlsCertificateKeyFile";

    /// <exception cref="FormatException">A file is not there, or does not hold what it should.</exception>
    public static void Apply(ConnectionString named, MongoClientSettings client)
    {
        var authority = named.GetOption(AuthorityFile);
        var certificate = named.GetOption(CertificateFile);
        if (authority is null && certificate is null)
            return;
        client.UseTls = named.Tls ?? true;
        client.SslSettings = new SslSettings();
        if (authority is not null)
            client.SslSettings.ServerCertificateValidationCallback = TrustOnly(Read(AuthorityFile, authority, ReadAuthorities));
        if (certificate is not null)
        {
            var password = named.GetOption("tlsCertificateKeyFilePassword");
            client.SslSettings.ClientCertificates = [Read(CertificateFile, certificate, file => password is null
                ? X509Certificate2.CreateFromPemFile(file)
                : X509Certificate2.CreateFromEncryptedPemFile(file, password))];
        }
    }

    private static T Read<T>(string option, string file, Func<string, T> read)
    {
        if (!File.Exists(file))
            throw new FormatException($"{option} names {file}, and there is no such file.");
        try
        {
            return read(file);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"{option} names {file}, which cannot be read as PEM.", e);
        }
    }

    private static X509Certificate2Collection ReadAuthorities(string file)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities.Count > 0 ? authorities : throw new CryptographicException();
    }

    private static RemoteCertificateValidationCallback TrustOnly(X509Certificate2Collection authorities) =>
        (_, certificate, chain, errors) =>
    {
        if ((errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
            throw new AuthenticationException($"certificate verify failed: {errors}");
        chain!.Reset();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (chain.Build((X509Certificate2)certificate!))
            return true;
        var reasons = string.Join(", ", chain.ChainStatus.Select(status => status.Status));
        throw new AuthenticationException($"certificate verify failed: {reasons} with {AuthorityFile}");
    };
}
