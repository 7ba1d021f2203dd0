using TasksWeb.Sandbox.Faults;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;

namespace TasksWeb.Tests.Broker.Import;

/// <summary>
/// A provider refuses a dead token, and one that was issued to another client, with the same words (RFC 6749 §5.2,
/// <c>invalid_grant</c>): a wrong ClientId locks no token out.
/// </summary>
public sealed class ImportRefusedTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(settings: BrokerFixture.Settings);

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Tokens_that_were_refused_for_a_wrong_client_are_imported_once_it_is_corrected()
    {
        var csv = Rows(Issue(), Issue());
        _app.Sandbox.Faults.Add(Fault.OAuth("token", "invalid_grant", times: 2));
        var (code, refused) = await ImportAsync(csv);
        Assert.Equal(1, code);
        Assert.Contains("2 refused", refused, StringComparison.Ordinal);
        Assert.Contains("--retry-refused", refused, StringComparison.Ordinal);
        _app.Sandbox.Faults.Clear();
        var sent = _app.Sandbox.Traffic.CallsOf("/token");

        var (again, kept) = await ImportAsync(csv);

        Assert.Equal(1, again);
        Assert.Equal(sent, _app.Sandbox.Traffic.CallsOf("/token"));
        Assert.Contains("the provider refused it in an earlier run (invalid_grant)", kept, StringComparison.Ordinal);
        var (last, saved) = await ImportAsync(csv, "--retry-refused");
        Assert.True(last == 0, saved);
        Assert.Contains("2 saved", saved, StringComparison.Ordinal);
        Assert.DoesNotContain("--retry-refused", saved, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_whose_first_tokens_are_all_refused_stops_and_says_to_check_the_client()
    {
        var csv = Rows([.. Enumerable.Range(0, 50).Select(i => $"1//dead{i}")]);

        var (code, output) = await ImportAsync(csv);

        Assert.Equal(1, code);
        var sent = _app.Sandbox.Traffic.CallsOf("/token");
        Assert.InRange(sent, 5, 16);
        Assert.Contains($"{sent} refused", output, StringComparison.Ordinal);
        Assert.Contains($"{50 - sent} to be tried again", output, StringComparison.Ordinal);
        Assert.Contains(
            $"google_drive: all {sent} tokens that were sent were refused, so the run has stopped", output,
            StringComparison.Ordinal);
        Assert.Contains("ClientId", output, StringComparison.Ordinal);

        var (again, rest) = await ImportAsync(csv, "--retry-refused");

        Assert.Equal(1, again);
        Assert.Equal(sent + 50, _app.Sandbox.Traffic.CallsOf("/token"));
        Assert.Contains("50 refused", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusals_after_a_token_that_lives_do_not_stop_a_run()
    {
        Assert.Equal(0, (await ImportAsync(Rows(Issue()))).Code);
        string[] first = [Issue(), .. Enumerable.Range(0, 4).Select(i => $"1//dead{i}")];
        await ImportAsync(Rows(first));

        var (_, output) = await ImportAsync(Rows([.. first, .. Enumerable.Range(4, 4).Select(i => $"1//dead{i}")]));

        Assert.Contains("8 refused", output, StringComparison.Ordinal);
        Assert.DoesNotContain("has stopped", output, StringComparison.Ordinal);
    }

    private static string Rows(params string[] tokens) => "connector,identifier,refresh_token\n"
        + string.Concat(tokens.Select(token => $"google_drive,person-{token.GetHashCode(StringComparison.Ordinal)},{token}\n"));

    private string Issue() => _app.Sandbox.Grants.Issue(
        _app.Sandbox.Accounts.Add($"Person {Guid.NewGuid():N}"), _app.Sandbox.Client, [ConnectSteps.DriveScope]).RefreshToken!;

    private Task<(int Code, string Output)> ImportAsync(string csv, params string[] options) =>
        _app.ImportAsync(_folder["a.csv"], csv, options);
}
