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

    /// <summary>The same with everything that is known about this one case.</summary>
    public string StoryOf(Problem problem)
    {
        var text = TextOf(problem);
        if (problem.Reason is not null && strings[$"Reason.{problem.Reason}"] is { ResourceNotFound: false } reason)
            text = $"{text} {reason.Value}";
        if (problem.MissingScopes is not null)
            text = $"{text} {strings["Problem.MissingScopes", string.Join(" · ", problem.MissingScopes.Select(names.ScopeNameOf))]}";
        return problem.Detail is null ? text : $"{text} {problem.Detail}";
    }

    /// <summary>The words of the one button. A provider that refuses even fresh tokens wants a new consent.</summary>
    public string ActionOf(Problem problem)
    {
        var isRefused = problem is { Code: "provider_rejected", Status: StatusCodes.Status401Unauthorized };
        return Of(problem, isRefused ? "reauthorization_required" : problem.Code, "Action");
    }

    /// <summary>
    /// Where a connection other than the sign-in's is meant, its own words with its name in them, if there are any.
    /// </summary>
    private string Of(Problem problem, string code, string part)
    {
        if (problem.Connector is not { } connector || names.IsSignIn(connector))
            return strings[$"Problem.{code}.{part}"];
        if (problem.Successor is { } successor
            && strings[$"Problem.{code}.Successor.{part}", names.NameOf(connector), names.NameOf(successor)] is { ResourceNotFound: false } instead)
            return instead;
        return strings[$"Problem.{code}.Connection.{part}", names.NameOf(connector)] is { ResourceNotFound: false } words
            ? words
            : strings[$"Problem.{code}.{part}"];
    }
}
