namespace TasksWeb.Sandbox.Faults;

/// <summary>Runs before every endpoint and applies the faults that are set.</summary>
internal sealed class FaultGate(FaultBoard board)
{
    public Task InvokeAsync(HttpContext context, RequestDelegate next) =>
        board.Armed.IsEmpty || IsControl(context.Request.Path.Value!) ? next(context) : ApplyAsync(context, next);

    private static bool IsControl(string path) =>
        path is "/" or "/sandbox.css" || path.StartsWith("/sandbox/", StringComparison.Ordinal);

    private async Task ApplyAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path.Value!;
        foreach (var armed in board.Armed)
        {
            if (!armed.Matches(path) || !armed.TryTake(out var usedUp))
            {
                continue;
            }

            if (usedUp)
            {
                board.Disarm(armed);
            }

            if (!await GoesOnAsync(armed, context, next))
            {
                return;
            }
        }

        await next(context);
    }

    /// <summary>False when the fault has answered (or dropped) the request.</summary>
    private static async Task<bool> GoesOnAsync(ArmedFault armed, HttpContext context, RequestDelegate next)
    {
        var fault = armed.Fault;
        switch (fault.Kind)
        {
            case FaultKind.Delay:
                return await WaitAsync(Task.Delay(fault.Milliseconds ?? 0, context.RequestAborted), context);
            case FaultKind.Hang:
                return await WaitAsync(armed.Released.WaitAsync(context.RequestAborted), context);
            case FaultKind.ExpiresIn or FaultKind.IdToken or FaultKind.Scope:
                Note(fault, context);
                return true;
            case FaultKind.OauthError when IsAuthorization(context):
                Note(fault, context);
                return true;
            case FaultKind.Drop:
                context.Abort();
                return false;
            case FaultKind.DropAfter or FaultKind.Truncate or FaultKind.DropMidBody or FaultKind.StallMidBody
                or FaultKind.Trickle or FaultKind.NotGzip:
                await BrokenBody.WriteAsync(armed, context, next);
                return false;
            default:
                await FaultAnswer.WriteAsync(fault, context);
                return false;
        }
    }

    private static bool IsAuthorization(HttpContext context) => FaultEndpoints.IsAuthorization(context.Request.Path.Value!);

    private static async Task<bool> WaitAsync(Task wait, HttpContext context)
    {
        await wait.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !context.RequestAborted.IsCancellationRequested;
    }

    private static void Note(Fault fault, HttpContext context)
    {
        var flaws = context.Features.Get<AnswerFlaws>();
        if (flaws is null)
        {
            context.Features.Set(flaws = new AnswerFlaws());
        }

        flaws.OAuthError ??= fault.Error;
        flaws.ExpiresIn ??= fault.ExpiresIn;
        flaws.IdToken ??= fault.IdToken;
        if (fault.Kind == FaultKind.Scope)
        {
            (flaws.ScopeIsFlawed, flaws.LostScope) = (true, fault.Scope);
        }
    }
}
