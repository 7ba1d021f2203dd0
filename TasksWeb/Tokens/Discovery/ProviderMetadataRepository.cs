using TasksWeb.Storage;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tokens.Discovery;

/// <summary>The last metadata of each issuer, for a start while the provider is unavailable.</summary>
public sealed class ProviderMetadataRepository(IDocumentStore store) : Repository<ProviderMetadata>(store, "metadata")
{
    protected override string IdOf(ProviderMetadata value) => value.Issuer;
}
