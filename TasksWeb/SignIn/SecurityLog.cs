namespace TasksWeb.SignIn;

/// <summary>
/// What an operator looks for after an incident, one line each at a level that no setting below Warning hides: what, who, from
/// where, and how it ended. The log adds the time in UTC.
/// </summary>
public sealed partial class SecurityLog(SecurityEvents events, ILogger<SecurityLog> logger)
{
    /// <param name="what">A stable word, for example <c>sign_in</c>.</param>
    /// <param name="who">The id of a person, or the name of an API key; null: unknown.</param>
    /// <param name="outcome"><c>done</c>, or the code of the problem.</param>
    public void Write(HttpContext context, string what, string? who, string outcome)
    {
        var address = context.Connection.RemoteIpAddress?.ToString() ?? "unknown";
        events.Add(what, who ?? "unknown", address, outcome);
        LogEvent(what, who ?? "unknown", address, outcome);
    }

    [LoggerMessage(LogLevel.Warning, "Security: {Event} by {Who} from {Address}: {Outcome}.")]
    private partial void LogEvent(string @event, string who, string address, string outcome);
}
