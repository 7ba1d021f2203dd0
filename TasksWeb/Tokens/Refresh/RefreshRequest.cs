using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tokens.Refresh;

/// <summary>The reason of a refresh.</summary>
/// <param name="IsUse">Somebody waits for the token; false: the background job renews it ahead of time.</param>
internal readonly record struct RefreshRequest(TokenRequirement Need, bool IsUse)
{
    /// <summary>The refresh was asked for because the API refused this grant's token.</summary>
    public bool Answers(Grant grant) => IsUse && Need.RejectedGeneration == grant.Generation;
}
