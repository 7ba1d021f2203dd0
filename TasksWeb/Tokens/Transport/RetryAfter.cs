using System.Net.Http.Headers;

namespace TasksWeb.Tokens.Transport;

/// <summary><c>Retry-After</c> (RFC 9110 §10.2.3): seconds, or a date.</summary>
internal static class RetryAfter
{
    public static TimeSpan? From(this RetryConditionHeaderValue? header, TimeProvider clock) =>
        header?.Delta ?? (header?.Date is { } date && date - clock.GetUtcNow() is var wait && wait > TimeSpan.Zero ? wait : null);
}
