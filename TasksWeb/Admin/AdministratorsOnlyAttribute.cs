using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using TasksWeb.Errors;
using TasksWeb.SignIn;

namespace TasksWeb.Admin;

/// <summary>Pages that do not exist for anybody who is not in <c>SignIn:Administrators</c>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AdministratorsOnlyAttribute() : TypeFilterAttribute(typeof(Filter))
{
    private sealed class Filter(Administrators administrators) : IAsyncAuthorizationFilter
    {
        public async Task OnAuthorizationAsync(AuthorizationFilterContext context)
        {
            var (person, request) = (context.HttpContext.User, context.HttpContext.RequestAborted);
            if (!await administrators.IncludeAsync(person.Id(), request))
                throw new ProblemException(Problem.NotFound);
        }
    }
}
