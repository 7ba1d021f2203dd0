using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace TasksWeb.Foundation;

internal static class ApiJson
{
    /// <summary>The JSON API writes these types by source-generated code.</summary>
    public static IServiceCollection AddApiJson(this IServiceCollection services, JsonSerializerContext types) =>
        services.Configure<JsonOptions>(json => json.JsonSerializerOptions.TypeInfoResolverChain.Insert(0, types));
}
