using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.SignIn;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.SignIn;

/// <summary>Memory keeps some sessions, the store all of them.</summary>
public sealed class ManySessionsTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private const int MoreThanMemoryKeeps = 21_000;

    [Fact]
    public async Task Sessions_beyond_the_cache_stay_alive_and_an_ended_one_stays_ended()
    {
        var sessions = fixture.App.Services.GetRequiredService<Sessions>();
        var secrets = new string[MoreThanMemoryKeeps];
        await Parallel.ForAsync(0, secrets.Length, new ParallelOptions { MaxDegreeOfParallelism = 256 },
            async (person, cancellationToken) =>
            secrets[person] = await sessions.StartAsync(new ClaimsPrincipal(new ClaimsIdentity([new(ClaimNames.Id, $"{person}@somewhere")])), cancellationToken));
        var alive = 0;

        await Parallel.ForEachAsync(secrets, async (secret, cancellationToken) =>
        {
            if (await sessions.FindByIdAsync(Sessions.IdOf(secret)!, cancellationToken) is not null)
                Interlocked.Increment(ref alive);
        });
        await sessions.EndAsync(secrets[0], default);
        await Parallel.ForEachAsync(
            secrets[1..], async (secret, cancellationToken) => await sessions.FindByIdAsync(Sessions.IdOf(secret)!, cancellationToken));

        Assert.Equal(MoreThanMemoryKeeps, alive);
        Assert.Null(await sessions.FindByIdAsync(Sessions.IdOf(secrets[0])!, default));
    }
}
