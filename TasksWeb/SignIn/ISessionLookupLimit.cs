namespace TasksWeb.SignIn;

/// <summary>Bounds how often one address may make the store look for a session, so that guesses cost it nothing.</summary>
public interface ISessionLookupLimit
{
    /// <summary>Charges the address for the whole request.</summary>
    /// <returns>How long this address has to wait; null when the store may be asked.</returns>
    TimeSpan? BeforeLookup(HttpContext context);
}
