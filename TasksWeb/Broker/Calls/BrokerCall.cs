using TasksWeb.Tokens.Http;

namespace TasksWeb.Broker.Calls;

/// <summary>One call of a backend to a provider's API.</summary>
/// <param name="Context">Of the request that the backend made.</param>
/// <param name="Target">Where it goes, with its query.</param>
/// <param name="Account">The account that the backend has named; null: none.</param>
/// <param name="BodyIsRepeatable">Its body is small enough to be kept and sent again.</param>
internal sealed record BrokerCall(
    HttpContext Context, BrokerSubject Subject, Uri Target, string? Account, bool BodyIsRepeatable)
    : StreamedCall(Subject.Grant, BodyIsRepeatable)
{
    /// <summary>Where its path begins.</summary>
    public string Base => Subject.Connector.Options.CallBase;

    /// <summary>The path on this site that stands for <see cref="Base"/>.</summary>
    public string Root => $"{BrokerPath.Root}/{Subject.Connector.Name}/{Uri.EscapeDataString(Subject.Identifier)}/call/";

    /// <summary>The audit log has it.</summary>
    public bool IsRecorded { get; set; }

    public static new BrokerCall Of(HttpRequestMessage request) => (BrokerCall)StreamedCall.Of(request)!;
}
