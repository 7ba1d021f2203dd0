using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using TasksWeb.SignIn;

namespace TasksWeb.Admin;

/// <summary>Pages that do not exist for anybody who is not in <c>SignIn:Administrators</c>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AdministratorsOnlyAttribute() : TypeFilterAttribute(typeof(Filter))
{
    private sealed class Filter(Administrators administrators) : IAsyncAuthorizationFilter
    {
        public Task OnAuthorizationAsync(AuthorizationFilterContext context) => administrators.RequireAsync(context.HttpContext);
    }
}
