namespace TasksWeb.SignIn;

/// <summary>
/// Security events for operators, one line each, logged as warnings: what, who, from
/// where, and how it ended. The log adds the time in UTC.
/// </summary>
public sealed partial class SecurityLog(SecurityEvents events, ILogger<SecurityLog> logger)
{
    public const string Unknown = "unknown";

    /// <param name="what">A stable word, for example <c>sign_in</c>.</param>
    /// <param name="who">The id of a person, or the name of an API key; null: unknown.</param>
    /// <param name="outcome"><c>done</c>, or the code of the problem. It names nobody.</param>
    /// <param name="whom">The id of the person it was done to; null: the same, or nobody.</param>
    public void Write(HttpContext context, string what, string? who, string outcome, string? whom = null)
    {
        var address = AddressOf(context);
        context.Features.Set(Written.Only);
        events.Add(what, who ?? Unknown, address, outcome, whom);
        LogEvent(what, who ?? Unknown, address, whom is null ? outcome : $"{outcome} for {whom}");
    }

    /// <summary>An account was deleted: only the log still names it.</summary>
    /// <param name="who">The id of the person.</param>
    public void WriteDeleted(HttpContext context, string who)
    {
        var (what, address) = ("account_deleted", AddressOf(context));
        events.Add(what, Unknown, address, "done");
        LogEvent(what, who, address, "done");
    }

    /// <summary>There is an event of this request.</summary>
    internal static bool HasWrittenOf(HttpContext context) => context.Features.Get<Written>() is not null;

    private static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? Unknown;

    [LoggerMessage(LogLevel.Warning, "Security: {Event} by {Who} from {Address}: {Outcome}.")]
    private partial void LogEvent(string @event, string who, string address, string outcome);

    private sealed class Written
    {
        public static readonly Written Only = new();
    }
}
