namespace TasksWeb.SignIn;

/// <summary>What a room keeps in memory about people. It forgets it when they sign out everywhere, reconnect or delete their account.</summary>
public interface IUserCache
{
    /// <param name="user">The id of the person (<see cref="User.Id"/>).</param>
    void Forget(string user);
}
