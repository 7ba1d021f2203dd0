namespace TasksWeb.SignIn;

/// <summary>Stored data about people, deleted with their accounts.</summary>
public interface IUserData
{
    /// <summary>Notes what can no longer be found out once the account is deleted.</summary>
    /// <param name="user">The id of the person (<see cref="User.Id"/>).</param>
    Task PrepareAsync(string user) => Task.CompletedTask;

    /// <summary>Deletes all of it. Called again, it deletes what is left.</summary>
    /// <param name="user">The id of the person (<see cref="User.Id"/>).</param>
    Task DeleteAsync(string user);
}
