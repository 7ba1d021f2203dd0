namespace TasksWeb.Sandbox.Authorization;

internal sealed class ClientRegistry(IReadOnlyList<SandboxClient> clients)
{
    private readonly Dictionary<string, SandboxClient> _byId = clients.ToDictionary(
        client => client.ClientId, StringComparer.Ordinal);

    public IReadOnlyList<SandboxClient> All => clients;

    public SandboxClient? Find(string? clientId) => clientId is null ? null : _byId.GetValueOrDefault(clientId);
}
