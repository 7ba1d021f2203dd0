using System.Net;
using TasksWeb.Storage;

namespace TasksWeb.Broker.Calls;

/// <summary>
/// Runs below the refresh-and-retry filter: a call whose token is known is recorded before it is sent, once however often it
/// is repeated.
/// </summary>
/// <exception cref="StorageUnavailableException">It is not recorded, and not sent.</exception>
internal sealed class CallAudit(TokenAuditLog audit) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = BrokerCall.Of(request);
        if (!call.IsRecorded)
        {
            await audit.WriteCallAsync(
                call.Subject.Key.Name, call.Subject.Identifier, call.Subject.Grant, request.Method.Method,
                call.Target.AbsolutePath);
            call.IsRecorded = true;
        }
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.SwitchingProtocols)
            return response;
        response.Dispose();
        throw new HttpRequestException("The provider changes the protocol, which nobody has asked for.");
    }
}
