namespace TasksWeb.Errors;

/// <summary>A problem in words, for a browser navigation, with the one button that helps.</summary>
/// <param name="Status">The HTTP status, for example 401.</param>
/// <param name="Code">The stable code of the problem, for example <c>reauthorization_required</c>.</param>
/// <param name="Title">One line, in the reader's language.</param>
/// <param name="Text">What happened and what to do, in the reader's language.</param>
/// <param name="ActionText">The button's words.</param>
/// <param name="ActionHref">Where the button leads; a path on this site.</param>
/// <param name="TraceId">What an operator needs to find this request in the log.</param>
public sealed record ProblemPage(
    int Status, string Code, string Title, string Text, string ActionText, string ActionHref, string TraceId);
