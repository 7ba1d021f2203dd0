using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.OidcProvider;

/// <summary>The npm package <c>oidc-provider</c>, which is certified, in a process of its own.</summary>
internal sealed class OidcProviderProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly JsonSerializerOptions Options = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly Process _process;

    private OidcProviderProcess(Process process, string issuer) => (_process, Issuer) = (process, issuer);

    public string Issuer { get; }

    public static async Task<OidcProviderProcess> StartAsync()
    {
        var process = Process.Start(new ProcessStartInfo("node", "server.mjs")
        {
            WorkingDirectory = Path.Combine(RepositoryFiles.Root, "TasksWeb.Tests", "OidcProvider"),
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _ = process.StandardError.ReadToEndAsync();
        return new OidcProviderProcess(process, await LineAsync(process));
    }

    /// <summary>It answers from now on, for these clients (OpenID Connect Dynamic Client Registration §2).</summary>
    public async Task ServeAsync(params object[] clients)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(clients, Options));
        await LineAsync(_process);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<string> LineAsync(Process process) =>
        await process.StandardOutput.ReadLineAsync().WaitAsync(Patience)
        ?? throw new InvalidOperationException("oidc-provider does not start; it needs Node.js and npm ci (./test.sh does both).");
}
