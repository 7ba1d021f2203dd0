using TasksWeb.Storage;
using TasksWeb.Storage.Encryption;
using TasksWeb.Storage.Keys;

namespace TasksWeb.Tokens.Endpoint;

/// <summary>The keys of this client's authentication by <c>private_key_jwt</c>.</summary>
public sealed class ClientKeys(ClientKeyRepository repository, TimeProvider clock) : SigningKeys(repository, "client-key", clock);

public sealed class ClientKeyRepository(IDocumentStore store, Cipher cipher)
    : SigningKeyRepository(store, cipher, "client-keys", "keys of this client");
