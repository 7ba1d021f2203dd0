using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tokens.Import;

/// <summary>What became of one token.</summary>
/// <param name="Why">The provider's code, a status, or why a grant has ended or nothing is allowed; null: nothing to say.</param>
public sealed record Imported(ImportOutcome Outcome, string? Why = null)
{
    /// <summary>Why it was not kept; null: it was, or has another outcome.</summary>
    public NoPlace? NoPlace { get; init; }

    /// <summary>The grant of another name that holds the token or came of it; null: there is none, or it is not known.</summary>
    public GrantKey? Holder { get; init; }
}

public enum ImportOutcome
{
    /// <summary>It is held now.</summary>
    Saved,

    /// <summary>The grant that it is for holds it, or came of it.</summary>
    Held,

    /// <summary>It was imported for another key, identifier or connector. It is not sent again.</summary>
    HeldElsewhere,

    /// <summary>The grant that came of it has ended. It is not sent again.</summary>
    Ended,

    /// <summary>An earlier run has imported it, and the person has a newer grant.</summary>
    ImportedBefore,

    /// <summary>Another grant is active there, and was not to be replaced.</summary>
    Occupied,

    /// <summary>The provider refuses it.</summary>
    Refused,

    /// <summary>The provider refused it in an earlier run. It is sent again only where that is asked for.</summary>
    RefusedBefore,

    /// <summary>Left out for an active grant of the person. If the provider has accepted it, it is not sent again.</summary>
    NotKept,

    /// <summary>Not sent or not kept, because the person does not allow it.</summary>
    NotAllowed,

    /// <summary>No answer that says anything of the token: another run tries it again.</summary>
    Postponed,

    /// <summary>The provider refuses this client, whatever the token.</summary>
    ClientRefused,

    /// <summary>Not sent, because all tokens before it were refused.</summary>
    Stopped,
}
