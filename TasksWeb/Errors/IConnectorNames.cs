namespace TasksWeb.Errors;

/// <summary>Connectors and scopes in words, in the reader's language.</summary>
public interface IConnectorNames
{
    string NameOf(string connector);

    /// <summary>What a scope allows; the scope itself when there are no words for it.</summary>
    string ScopeNameOf(string scope);

    /// <summary>Whether people sign in with this connector.</summary>
    bool IsSignIn(string connector);

    /// <summary>Where people sign in, for example Google.</summary>
    string SignInProvider { get; }
}
