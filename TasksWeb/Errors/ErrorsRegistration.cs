namespace TasksWeb.Errors;

public static class ErrorsRegistration
{
    /// <summary>Problem details: their texts and their one writer.</summary>
    public static WebApplicationBuilder AddErrors(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ProblemWords>();
        builder.Services.AddSingleton<ProblemWriter>();
        return builder;
    }
}
