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

/// <summary>Determines the consent of people, and records for them which keys see and use their connections.</summary>
public sealed class PersonAccess(UserRepository users, AllowList allowList, BackendUses uses)
{
    /// <summary>Nothing is recorded.</summary>
    internal async ValueTask<PersonConsent> CheckAsync(
        ApiKeyOptions key, string connector, string identifier, CancellationToken cancellationToken) =>
        key.Identifiers == IdentifierSpace.Own
            ? PersonConsent.Given
            : await ConsentAsync(
                identifier, await uses.FindAsync(identifier, key.Name, connector, cancellationToken), cancellationToken);

    /// <summary>The key is about to see the connection, or to be told of it: the person can stop it from now on.</summary>
    /// <exception cref="Storage.StorageUnavailableException">It is not recorded: nothing may be told.</exception>
    internal async ValueTask<PersonConsent> SeeAsync(
        ApiKeyOptions key, string connector, string identifier, CancellationToken cancellationToken)
    {
        if (key.Identifiers == IdentifierSpace.Own)
            return PersonConsent.Given;
        var use = await uses.FindAsync(identifier, key.Name, connector, cancellationToken);
        var consent = await ConsentAsync(identifier, use, cancellationToken);
        if (use is not null || consent != PersonConsent.Given)
            return consent;
        use = await uses.AddAsync(identifier, key.Name, connector);
        consent = await ConsentAsync(identifier, use, cancellationToken);
        if (consent == PersonConsent.Nobody)
            await uses.DeleteAsync(identifier);
        return consent;
    }

    /// <summary>The key is about to use the connection.</summary>
    /// <exception cref="Storage.StorageUnavailableException">It is not recorded: nothing may be released.</exception>
    internal async ValueTask<PersonConsent> UseAsync(ApiKeyOptions key, string connector, string identifier) =>
        key.Identifiers == IdentifierSpace.Own
            ? PersonConsent.Given
            : await ConsentAsync(
                identifier, await uses.UseAsync(identifier, key.Name, connector), CancellationToken.None);

    /// <summary>The account is read last: a deletion removes it before the record of what was stopped.</summary>
    private async ValueTask<PersonConsent> ConsentAsync(string person, BackendUse? use, CancellationToken cancellationToken) =>
        await users.FindAsync(person, cancellationToken) is not { } found ? PersonConsent.Nobody
        : !allowList.Allows(found.Value) ? PersonConsent.NotAllowed
        : use is { StoppedAt: not null } ? PersonConsent.Stopped
        : PersonConsent.Given;
}
