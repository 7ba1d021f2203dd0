using TasksWeb.SignIn;

namespace TasksWeb.Broker;

/// <summary>Whether a key may use, see or be told of the connection of somebody who signs in here.</summary>
public enum PersonConsent
{
    Given,

    /// <summary>Nobody with this id signs in here, or the account was deleted.</summary>
    Nobody,

    /// <summary>The person may not sign in any more.</summary>
    NotAllowed,

    /// <summary>The person has stopped the key.</summary>
    Stopped,
}

/// <summary>Asks for the consent of people, and records the use that it is asked for.</summary>
public sealed class PersonAccess(UserRepository users, AllowList allowList, BackendUses uses)
{
    /// <exception cref="Storage.StorageUnavailableException">The use is not recorded: nothing may be released.</exception>
    internal async ValueTask<PersonConsent> AskAsync(
        ApiKeyOptions key, string connector, string identifier, CancellationToken cancellationToken)
    {
        if (key.Identifiers == IdentifierSpace.Own)
            return PersonConsent.Given;
        if (await users.FindAsync(identifier, cancellationToken) is not { } person)
            return PersonConsent.Nobody;
        if (!allowList.Allows(person.Value))
            return PersonConsent.NotAllowed;
        return await uses.UseAsync(identifier, key.Name, connector) ? PersonConsent.Given : PersonConsent.Stopped;
    }
}
