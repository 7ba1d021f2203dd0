using TasksWeb.Foundation;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tokens.Refresh;

/// <summary>
/// Grants whose fresh tokens the API keeps refusing. Another exchange would not help, so each waits longer.
/// </summary>
public sealed class RejectionTracker(TimeProvider clock)
{
    private const int Capacity = 8_000;

    private readonly BoundedCache<GrantKey, Rejections> _rejections = new(Capacity, clock);

    /// <summary>How long a rejection starts no exchange; null: it may.</summary>
    internal TimeSpan? WaitFor(GrantKey key) =>
        _rejections.Find(key) is { } known && known.WaitUntil > clock.GetUtcNow() ? known.WaitUntil - clock.GetUtcNow() : null;

    /// <summary>The API refused a token that had just been exchanged because the one before was refused.</summary>
    public void NoteRejected(GrantKey key, AccessToken token)
    {
        if (token.Worked || !token.AnswersRejection || _rejections.Find(key) is { } known && known.Generation == token.Generation)
            return;
        var count = (_rejections.Find(key)?.Count ?? 0) + 1;
        _rejections.Set(key, new Rejections(token.Generation, count, clock.GetUtcNow() + BackOff.After(count)));
    }

    /// <summary>The API accepted the token.</summary>
    public void NoteWorked(GrantKey key, AccessToken token)
    {
        if (token.Worked)
            return;
        token.Worked = true;
        _rejections.Remove(key);
    }

    /// <param name="Generation">The newest generation that was refused.</param>
    /// <param name="Count">Refused generations in a row.</param>
    private sealed record Rejections(long Generation, int Count, DateTimeOffset WaitUntil);
}
