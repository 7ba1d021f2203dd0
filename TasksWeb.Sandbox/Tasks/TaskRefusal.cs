namespace TasksWeb.Sandbox.Tasks;

/// <summary>A refusal by Google, with its error body.</summary>
internal sealed class TaskRefusal(int status, string reason, string message) : Exception(message)
{
    public int Status => status;

    public string Reason => reason;

    public static TaskRefusal NotFound => new(StatusCodes.Status404NotFound, "notFound", "Not Found");

    public static TaskRefusal OtherVersion =>
        new(StatusCodes.Status412PreconditionFailed, "conditionNotMet", "Precondition Failed");

    public static TaskRefusal Invalid(string message) => new(StatusCodes.Status400BadRequest, "invalid", message);

    public static TaskRefusal Unreadable(string message) => new(StatusCodes.Status400BadRequest, "badRequest", message);
}
