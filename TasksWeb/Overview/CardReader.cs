using TasksWeb.Connections;
using TasksWeb.Errors;
using TasksWeb.SignIn;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Http;
using TasksWeb.Tokens.Problems;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Overview;

/// <summary>Fills cards. A failure of one service affects its own card only, and none delays the page for long.</summary>
public sealed class CardReader(ConnectorCatalog connectors, ConnectorNames names, ProviderProblems problems, ProblemWords words)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>Null for a service that nobody can connect here.</summary>
    public async Task<Card?> ReadAsync(
        HttpContext context, string connector, string kind, Func<GrantKey, CancellationToken, Task<object>> read)
    {
        if (connectors.Find(connector) is not { IsOAuth2: true, Provider.HasCredentials: true })
            return null;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(Patience);
        try
        {
            var content = await read(context.User.GrantFor(connector), patience.Token);
            return new Card(connector, names.NameOf(connector), kind, content, Trouble: null);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return Troubled(connector, kind, problems.Map(ProviderException.Unavailable(connector), context.Request)!);
        }
        catch (Exception e) when (problems.Map(e, context.Request) is { } problem)
        {
            return Troubled(connector, kind, problem);
        }
    }

    private Card Troubled(string connector, string kind, Problem problem)
    {
        var toConnect = problem.AuthorizeUrl is null ? null : problem.Successor ?? connector;
        var trouble = new CardTrouble(problem.Code, words.FullTextOf(problem), words.ActionOf(problem), toConnect);
        return new Card(connector, names.NameOf(connector), kind, Content: null, trouble);
    }
}
