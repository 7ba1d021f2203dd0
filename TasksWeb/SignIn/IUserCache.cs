namespace TasksWeb.SignIn;

/// <summary>What a room caches about people, forgotten when they sign out everywhere, reconnect or leave.</summary>
public interface IUserCache
{
    /// <param name="user">The id of the person (<see cref="User.Id"/>).</param>
    void Forget(string user);
}
