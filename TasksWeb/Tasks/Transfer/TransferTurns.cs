using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Mvc.Filters;
using TasksWeb.Errors;
using TasksWeb.SignIn;

namespace TasksWeb.Tasks.Transfer;

/// <summary>
/// One file at a time for each person, read or written: a second one waits for the first, further ones are refused. Before
/// the file is read: the token of the form is in the same body.
/// </summary>
/// <exception cref="ProblemException"><c>rate_limited</c>: one waits already.</exception>
public sealed class TransferTurns : IAsyncAuthorizationFilter, IDisposable
{
    private readonly PartitionedRateLimiter<string> _turns = PartitionedRateLimiter.Create<string, string>(
        static user => RateLimitPartition.GetConcurrencyLimiter(user, static _ => new() { PermitLimit = 1, QueueLimit = 1 }));

    public async Task OnAuthorizationAsync(AuthorizationFilterContext context)
    {
        var request = context.HttpContext;
        var turn = await _turns.AcquireAsync(request.User.FindId() ?? "", cancellationToken: request.RequestAborted);
        request.Response.RegisterForDispose(turn);
        if (!turn.IsAcquired)
            throw new ProblemException(Problem.RateLimited(TimeSpan.FromSeconds(1)));
    }

    public void Dispose() => _turns.Dispose();
}
