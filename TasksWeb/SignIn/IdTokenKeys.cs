using TasksWeb.Storage;
using TasksWeb.Storage.Encryption;
using TasksWeb.Storage.Keys;

namespace TasksWeb.SignIn;

/// <summary>The keys that sign this site's ID tokens.</summary>
public sealed class IdTokenKeys(IdTokenKeyRepository repository, TimeProvider clock) : SigningKeys(repository, "id-token", clock);

public sealed class IdTokenKeyRepository(IDocumentStore store, Cipher cipher)
    : SigningKeyRepository(store, cipher, "id-tokens", "keys of ID tokens");
