using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using TasksWeb.Connections;
using TasksWeb.Resources;
using TasksWeb.SignIn;

namespace TasksWeb.Errors;

/// <summary>Problems in the reader's language.</summary>
public sealed class ProblemWords(IStringLocalizer<Strings> strings, ConnectorNames names, IOptions<SignInOptions> signIn)
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
            text = $"{text} {strings["Problem.MissingScopes", string.Join(" · ", problem.MissingScopes.Select(names.OfScope))]}";
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
        if (problem.Connector is not { } connector || connector == signIn.Value.Connector)
            return strings[$"Problem.{code}.{part}"];
        if (problem.Successor is { } successor
            && strings[$"Problem.{code}.Successor.{part}", names.Of(connector), names.Of(successor)] is { ResourceNotFound: false } instead)
            return instead;
        return strings[$"Problem.{code}.Connection.{part}", names.Of(connector)] is { ResourceNotFound: false } words
            ? words
            : strings[$"Problem.{code}.{part}"];
    }
}
