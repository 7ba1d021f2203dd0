using TasksWeb.Errors;
using TasksWeb.Foundation;
using TasksWeb.Storage;

namespace TasksWeb.SignIn;

/// <summary>Who sees <c>/admin</c>: <c>SignIn:Administrators</c>, as it is configured when somebody asks.</summary>
public sealed class Administrators(IConfiguration configuration, UserRepository users, SecurityLog security)
{
    internal const string Key = "SignIn:Administrators";

    /// <summary>Refuses everybody else: what is the administrators' does not exist for them.</summary>
    /// <exception cref="ProblemException">Not found; the security log says who asked.</exception>
    /// <exception cref="StorageUnavailableException">Nobody knows.</exception>
    public async Task RequireAsync(HttpContext context)
    {
        var person = context.User.Id();
        if (await IncludeAsync(person, context.RequestAborted))
            return;
        security.Write(context, "admin", person, "refused");
        throw new ProblemException(Problem.NotFound);
    }

    /// <summary>Whether this person is one, by what their last sign-in said.</summary>
    /// <exception cref="StorageUnavailableException">Nobody knows.</exception>
    public async ValueTask<bool> IncludeAsync(string user, CancellationToken cancellationToken)
    {
        var entries = AllowList.Read(configuration, Key);
        return entries.Length > 0 && await users.FindAsync(user, cancellationToken) is { } stored
            && AllowList.Matches(entries, stored.Value.Email, stored.Value.IsEmailVerified, stored.Value.HostedDomain);
    }
}
