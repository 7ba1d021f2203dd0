namespace TasksWeb.SignIn;

/// <summary>A cache of data about people, cleared when they sign out everywhere, reconnect or delete their account.</summary>
public interface IUserCache
{
    /// <param name="user">The id of the person (<see cref="User.Id"/>).</param>
    void Forget(string user);
}
