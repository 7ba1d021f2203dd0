namespace TasksWeb.Tokens.Vault;

/// <summary>Why a token that was imported is not kept.</summary>
public enum NoPlace
{
    /// <summary>The account that the provider names has an active grant.</summary>
    AccountHeld,

    /// <summary>The provider names no account, so the person has one grant: another one is active.</summary>
    GrantHeld,

    /// <summary>The same, and the active one came of another row of the file.</summary>
    GrantOfSameFile,

    /// <summary>The provider does not say whose account it is, and the active grant is of an account that is known.</summary>
    AccountUnknown,

    TooManyAccounts,
}
