using TasksWeb.Tokens.Http;

namespace TasksWeb.Broker.Calls;

/// <summary>One call of a backend to a provider's API.</summary>
/// <param name="Base">Where its path begins: the connector's base address and call prefix.</param>
/// <param name="Target">Where it goes, with its query.</param>
/// <param name="Root">The path on this site that stands for <paramref name="Base"/>.</param>
/// <param name="Account">The account that the backend has named; null: none.</param>
/// <param name="BodyIsRepeatable">Its body is small enough to be kept and sent again.</param>
internal sealed record BrokerCall(
    BrokerSubject Subject, string Base, Uri Target, string Root, string? Account, bool BodyIsRepeatable)
    : StreamedCall(Subject.Grant, BodyIsRepeatable)
{
    /// <summary>The audit log has it.</summary>
    public bool IsRecorded { get; set; }

    public static new BrokerCall Of(HttpRequestMessage request) => (BrokerCall)StreamedCall.Of(request)!;
}
