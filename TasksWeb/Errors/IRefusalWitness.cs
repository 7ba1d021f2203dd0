namespace TasksWeb.Errors;

/// <summary>Is told of input that is refused, to note who tries what.</summary>
public interface IRefusalWitness
{
    /// <param name="problem">Without a detail: the framework has refused the request.</param>
    void Note(HttpContext context, Problem problem);
}
