namespace TasksWeb.Broker.Calls;

/// <summary>One call of a backend to a provider's API.</summary>
/// <param name="Base">Where its path begins: the connector's base address and call prefix.</param>
/// <param name="Target">Where it goes, with its query.</param>
/// <param name="Root">The path on this site that stands for <paramref name="Base"/>.</param>
/// <param name="Account">The account that the backend has named; null: none.</param>
/// <param name="BodyIsRepeatable">Its body is small enough to be kept and sent again.</param>
internal sealed record BrokerCall(
    BrokerSubject Subject, Uri Base, Uri Target, string Root, string? Account, bool BodyIsRepeatable)
{
    private static readonly HttpRequestOptionsKey<BrokerCall> Option = new("TasksWeb.BrokerCall");

    /// <summary>The audit log has it.</summary>
    public bool IsRecorded { get; set; }

    public void AttachTo(HttpRequestMessage request) => request.Options.Set(Option, this);

    public static BrokerCall Of(HttpRequestMessage request) =>
        request.Options.TryGetValue(Option, out var call)
            ? call
            : throw new InvalidOperationException("The request is not a backend's call.");
}
