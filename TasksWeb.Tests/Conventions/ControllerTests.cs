using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Routing;

namespace TasksWeb.Tests.Conventions;

/// <summary>Authorization and antiforgery of every controller.</summary>
public sealed class ControllerTests
{
    private static readonly List<MethodInfo> Actions =
    [
        .. typeof(Program).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && typeof(ControllerBase).IsAssignableFrom(type))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance))
            .Where(method => method.GetCustomAttributes<HttpMethodAttribute>().Any()),
    ];

    [Fact]
    public void Every_action_says_who_may_call_it()
    {
        Assert.NotEmpty(Actions);
        Assert.Empty(Actions.Where(action => !Has<IAuthorizeData>(action) && !Has<IAllowAnonymous>(action)).Select(NameOf));
    }

    /// <summary>What answers with JSON alone is guarded by its content type and by where the request comes from.</summary>
    [Fact]
    public void Every_action_of_a_page_that_changes_something_checks_the_antiforgery_token()
    {
        var changing = Actions
            .Where(action => typeof(Controller).IsAssignableFrom(action.ReflectedType))
            .Where(action => action.GetCustomAttributes<HttpMethodAttribute>()
                .Any(route => route.HttpMethods.Any(method => method is not ("GET" or "HEAD"))))
            .ToList();

        Assert.NotEmpty(changing);
        Assert.Empty(changing.Where(action => !Has<AutoValidateAntiforgeryTokenAttribute>(action)
            && !Has<ValidateAntiForgeryTokenAttribute>(action)).Select(NameOf));
    }

    private static bool Has<T>(MethodInfo action) =>
        action.GetCustomAttributes(inherit: true)
            .Concat(action.ReflectedType!.GetCustomAttributes(inherit: true)).OfType<T>().Any();

    private static string NameOf(MethodInfo action) => $"{action.ReflectedType!.Name}.{action.Name}";
}
