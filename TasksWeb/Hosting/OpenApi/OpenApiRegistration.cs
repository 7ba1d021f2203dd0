namespace TasksWeb.Hosting.OpenApi;

public static class OpenApiRegistration
{
    /// <summary>
    /// The description of the JSON API and the broker at <c>/openapi/v1.json</c>, made from the controllers themselves.
    /// </summary>
    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.AddDocumentTransformer<DocumentDescription>();
        options.AddOperationTransformer<OperationDescription>();
    });
}
