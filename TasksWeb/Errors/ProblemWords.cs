using Microsoft.Extensions.Localization;
using TasksWeb.Resources;

namespace TasksWeb.Errors;

/// <summary>Problems in the reader's language.</summary>
public sealed class ProblemWords(IStringLocalizer<Strings> strings, IConnectorNames names)
{
    /// <summary>One line.</summary>
    public string TitleOf(Problem problem) => Of(problem, problem.Code, "Title");

    /// <summary>What happened and what to do.</summary>
    public string TextOf(Problem problem) => Of(problem, problem.Code, "Text");

    /// <summary>The text with everything that is known about this case.</summary>
    public string FullTextOf(Problem problem)
    {
        var text = TextOf(problem);
        if (problem.Reason is not null && strings[$"Reason.{problem.Reason}"] is { ResourceNotFound: false } reason)
            text = $"{text} {reason.Value}";
        if (problem.MissingScopes is not null)
        {
            var scopes = string.Join(" · ", problem.MissingScopes.Select(names.ScopeNameOf));
            text = $"{text} {strings["Problem.MissingScopes", scopes]}";
        }
        return problem.Detail is null ? text : $"{text} {problem.Detail}";
    }

    /// <summary>The label of the button. A provider that refuses even fresh tokens needs a new consent.</summary>
    public string ActionOf(Problem problem)
    {
        var isRefused = problem is { Code: "provider_rejected", Status: StatusCodes.Status401Unauthorized };
        return Of(problem, isRefused ? "reauthorization_required" : problem.Code, "Action");
    }

    /// <summary>A connection other than the sign-in's has texts of its own that name it, where there are any.</summary>
    private string Of(Problem problem, string code, string part)
    {
        if (problem.Connector is not { } connector || names.IsSignIn(connector))
            return strings[$"Problem.{code}.{part}", names.SignInProvider];
        var name = names.NameOf(connector);
        if (problem.Successor is { } successor
            && strings[$"Problem.{code}.Successor.{part}", name, names.NameOf(successor)] is { ResourceNotFound: false } text)
            return text;
        return strings[$"Problem.{code}.Connection.{part}", name] is { ResourceNotFound: false } words
            ? words
            : strings[$"Problem.{code}.{part}", names.SignInProvider];
    }
}
