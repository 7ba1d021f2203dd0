namespace TasksWeb.SignIn;

/// <summary><c>SignIn</c>: which provider people sign in with, and how long a session lasts.</summary>
public sealed class SignInOptions
{
    /// <summary>The connector that people sign in with; its scopes include <c>openid</c>.</summary>
    public string Connector { get; set; } = "google_tasks";

    /// <summary>
    /// Who may sign in: e-mail addresses, <c>@domain</c> of an organization, or <c>*</c>. <see cref="AllowList"/> reads it again
    /// when it changes. Empty, in Development: everybody.
    /// </summary>
    public IList<string> Allow { get; } = [];

    /// <summary>Who sees the pages of <c>/admin</c>, in the forms of <see cref="Allow"/>; empty: nobody.</summary>
    public IList<string> Administrators { get; } = [];

    /// <summary>A session ends when it was not used for this long.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromDays(14);

    /// <summary>A session ends this long after the sign-in, used or not.</summary>
    public TimeSpan AbsoluteTimeout { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Sessions that one person may have at once; one more ends the oldest.</summary>
    public int MaxSessions { get; set; } = 50;
}
