using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Mvc.Filters;
using TasksWeb.Errors;
using TasksWeb.SignIn;

namespace TasksWeb.Tasks.Turns;

/// <summary>
/// So many requests at a time for each person, until their responses have been sent: further ones wait, and those beyond are
/// refused.
/// </summary>
/// <exception cref="ProblemException"><c>rate_limited</c>: too many wait already.</exception>
public abstract class PersonTurns(int atATime, int waiting) : IAsyncAuthorizationFilter, IDisposable
{
    private readonly PartitionedRateLimiter<string> _turns = PartitionedRateLimiter.Create<string, string>(
        user => RateLimitPartition.GetConcurrencyLimiter(
            user, _ => new() { PermitLimit = atATime, QueueLimit = waiting }));

    public async Task OnAuthorizationAsync(AuthorizationFilterContext context)
    {
        var request = context.HttpContext;
        var turn = await _turns.AcquireAsync(request.User.FindId() ?? "", cancellationToken: request.RequestAborted);
        request.Response.RegisterForDispose(turn);
        if (!turn.IsAcquired)
            throw new ProblemException(Problem.RateLimited(TimeSpan.FromSeconds(1)));
    }

    public void Dispose()
    {
        _turns.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>
/// One file at a time, read or written, and one that waits. An authorization filter, because the token of the form is in the same
/// body as the file.
/// </summary>
public sealed class TransferTurns() : PersonTurns(atATime: 1, waiting: 1);

/// <summary>Two whole lists at a time: each is in memory, up to 32 MB, until the response has been sent.</summary>
public sealed class WholeListTurns() : PersonTurns(atATime: 2, waiting: 200);
