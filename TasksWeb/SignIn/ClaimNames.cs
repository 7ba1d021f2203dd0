namespace TasksWeb.SignIn;

/// <summary>The claims of a session's principal and of this site's ID tokens.</summary>
public static class ClaimNames
{
    public const string Id = "sub";
    public const string Name = "name";
    public const string Picture = "picture";
    public const string Email = "email";

    /// <summary>The id of the session's ticket; a digest, of no use as a cookie.</summary>
    public const string Session = "sid";
}
