namespace TasksWeb.Errors;

/// <summary>Translates the failures of one room into problems; every room registers its own.</summary>
public interface IProblemMapper
{
    /// <summary>The problem that clients see; null for a failure of another room.</summary>
    Problem? Map(Exception exception, HttpRequest request);
}
