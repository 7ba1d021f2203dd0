using System.Diagnostics.CodeAnalysis;

namespace TasksWeb.Tokens;

/// <summary>A token, or why there is none.</summary>
public readonly record struct TokenResult
{
    public TokenResult(AccessToken token, bool exchanged = false) => (Token, Exchanged) = (token, exchanged);

    public TokenResult(TokenFailure failure) => Failure = failure;

    public AccessToken? Token { get; }

    public TokenFailure? Failure { get; }

    /// <summary>
    /// The token is fresh from the token endpoint: this call, or one it joined, made an exchange. One that repeats an attempt of
    /// unknown outcome does not count: its answer can be as old as that attempt.
    /// </summary>
    public bool Exchanged { get; }

    public bool Succeeded([NotNullWhen(true)] out AccessToken? token, [NotNullWhen(false)] out TokenFailure? failure)
    {
        (token, failure) = (Token, Failure);
        return token is not null;
    }
}
