using TasksWeb.Broker.Audit;
using TasksWeb.Storage;

namespace TasksWeb.Broker.Calls;

/// <summary>
/// Runs below the refresh-and-retry filter: a call whose token is known is recorded before it is sent, once however often it
/// is repeated. Each time it is asked again whether the person allows it: the renewal of the token may have taken seconds.
/// </summary>
/// <exception cref="Errors.ProblemException">The key may not use the person's connection any more.</exception>
/// <exception cref="StorageUnavailableException">It is not recorded, and not sent.</exception>
internal sealed class CallAudit(TokenAuditLog audit, BrokerAccess access) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = BrokerCall.Of(request);
        var recording = call.IsRecorded
            ? Task.CompletedTask
            : audit.WriteCallAsync(
                call.Subject.Key.Name, call.Subject.Identifier, call.Subject.Grant, request.Method.Method, call.Target);
        if (!recording.IsCompletedSuccessfully || call.Subject.Key.Identifiers == IdentifierSpace.Users)
            return SendAfterAsync(recording, call, request, cancellationToken);
        call.IsRecorded = true;
        return base.SendAsync(request, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAfterAsync(
        Task recording, BrokerCall call, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await recording;
        await access.UseAsync(call.Context, call.Subject);
        call.IsRecorded = true;
        return await base.SendAsync(request, cancellationToken);
    }
}
