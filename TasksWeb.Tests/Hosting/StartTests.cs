using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox.Processes;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Hosting;

/// <summary>The app as a process: what it says when it cannot start, and that it starts from anywhere.</summary>
public sealed class StartTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Every kind of key that docs/configuration.md lists, beside those of providers and connectors, which the Sandbox sets.</summary>
    private static readonly Dictionary<string, string?> Documented = new()
    {
        ["Storage:Provider"] = "Sqlite",
        ["Encryption:Keys:0"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        ["Encryption:Keys:1"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        ["Broker:Keys:0:Name"] = "reports",
        ["Broker:Keys:0:Sha256"] = new string('1', 64),
        ["Broker:Keys:0:Connectors:0"] = "google_drive",
        ["Broker:Keys:0:Identifiers"] = "Users",
        ["Broker:AuditRetention"] = "365.00:00:00",
        ["PublicOrigin"] = "https://tasks.example",
        ["Security:Contact"] = "mailto:security@tasks.example",
        ["SignIn:Allow:0"] = "*",
        ["SignIn:MaxSessions"] = "50",
        ["SignIn:Connector"] = "google_tasks",
        ["SignIn:IdleTimeout"] = "14.00:00:00",
        ["SignIn:AbsoluteTimeout"] = "90.00:00:00",
        ["Tokens:Buffer"] = "00:00:30",
        ["tokens:maxretries"] = "2",
        ["Tokens:ExchangeTimeout"] = "00:00:10",
        ["Tokens:LeaseDuration"] = "00:00:15",
        ["Tokens:CallTimeout"] = "00:00:10",
        ["Tokens:MaxAnswerBytes"] = "8388608",
        ["Tokens:CheckInterval"] = "00:00:05",
        ["Tokens:RefreshInterval"] = "00:05:00",
        ["Tokens:RefreshAhead"] = "00:10:00",
        ["Tokens:ActiveWithin"] = "1.00:00:00",
        ["Tokens:TombstoneRetention"] = "90.00:00:00",
        ["OpenTelemetry:Endpoint"] = "",
        ["OpenTelemetry:Protocol"] = "HttpProtobuf",
        ["OpenTelemetry:Interval"] = "00:01:00",
        ["RateLimits:Enabled"] = "true",
        ["RateLimits:UserBurst"] = "5000",
        ["RateLimits:UserPerSecond"] = "200",
        ["RateLimits:KeyBurst"] = "2000",
        ["RateLimits:KeyPerSecond"] = "200",
        ["RateLimits:AddressBurst"] = "1000",
        ["RateLimits:AddressPerSecond"] = "50",
        ["Proxies:Addresses:0"] = "10.0.0.2",
        ["Proxies:Networks:0"] = "10.0.0.0/8",
    };

    public static TheoryData<string, string, string[]> Wrong => new()
    {
        { "no credentials", "", ["Providers:google:ClientId is missing", "Providers:google:ClientSecret is missing", "Providers__google__ClientId", "dotnet run --project TasksWeb.Sandbox"] },
        { "no key in Production", "Production", ["Encryption:Keys:0 is missing", "openssl rand -base64 32"] },
        { "no public origin", "Production, key", ["PublicOrigin is missing", "https://tasks.example"] },
        { "nobody who may sign in", "Production, key", ["SignIn:Allow is missing", "@", "'*' for everybody"] },
        { "SignIn:Allow:1=example.com&SignIn:Allow:2=*@example.com", "Production, key", ["SignIn:Allow has 'example.com'", "SignIn:Allow has '*@example.com'"] },
        { "PublicOrigin=http://tasks.example", "Production, key", ["PublicOrigin must be", "https"] },
        { "PublicOrigin=https://tasks.example/app", "Production, key", ["PublicOrigin must be"] },
        { "Security:Contact=somebody", "Production, key", ["Security:Contact must be"] },
        { "Encryption:Keys:0=not base64!", "Production", ["Encryption:Keys:0 is not", "openssl rand -base64 32"] },
        { "Encryption:Keys:0=c2hvcnQ=", "Production", ["Encryption:Keys:0 is not"] },
        { "Encryption:Keys:0=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "Production", ["Encryption:Keys:0 is not"] },
        { "Encryption:Keys:1=c2hvcnQ=", "Production, key", ["Encryption:Keys:1 is not"] },
        { "Providers:google:TokenEndpoint=http://provider.example/token", "Production, key", ["Providers:google:TokenEndpoint must be https"] },
        { "Connectors:google_tasks:ApiBaseAddress=http://provider.example/", "Production, key", ["Connectors:google_tasks:ApiBaseAddress must be https"] },
        { "Providers:acme:TokenEndpont=https://acme.example/token&Storage:ConectionString=Data Source=a.db", "credentials",
            [
                "Providers:acme:TokenEndpont is not a setting. Did you mean TokenEndpoint?", "Providers:acme:TokenEndpoint is missing",
                "Storage:ConectionString is not a setting. Did you mean ConnectionString?",
            ] },
        { "Connectors:google_drive=google&Broker:Calls=none", "credentials",
            [
                "Connectors:google_drive has no value of its own, but settings: Provider", "Broker:Calls has no value of its own",
            ] },
        { "Storage:Provider=Oracle", "credentials", ["Storage:Provider must be"] },
        { "SignIn:IdleTimeout=soon", "credentials", ["SignIn:IdleTimeout"] },
        { "Tokens:LeaseDuration=00:00:01&Tokens:RefreshIntervall=00:01:00&SignIn:IdleTimeOuts=00:01:00&RateLimits:Enable=false&Encryption:Key:0=x"
            + "&OpenTelemetry:Url=http://collector:4318&Proxies:Address:0=10.0.0.2&Broker:Key:0:Name=reports&Broker:Keys:0:Digest=x", "credentials",
            [
                "Tokens:LeaseDuration must be longer", "Tokens:RefreshIntervall is not a setting. Did you mean RefreshInterval?",
                "SignIn:IdleTimeOuts is not a setting. Did you mean IdleTimeout?", "RateLimits:Enable is not a setting. Did you mean Enabled?",
                "Encryption:Key is not a setting. Did you mean Keys?", "OpenTelemetry:Url is not a setting. There are: Endpoint, Protocol, Interval.",
                "Proxies:Address is not a setting. Did you mean Addresses?", "Broker:Key is not a setting. Did you mean Keys?",
                "Broker:Keys:0:Digest is not a setting. There are: Name, Sha256, Connectors, Identifiers,",
            ] },
        { "RateLimits:UserBurst=many", "credentials", ["RateLimits:UserBurst"] },
        { "RateLimits:AddressPerSecond=0", "credentials", ["RateLimits:AddressPerSecond"] },
        { "Serilog:MinimumLevel:Default=Loud", "credentials", ["Serilog:", "Loud"] },
        { "Serilog:LevelSwitches:1=Debug", "credentials", ["Serilog:", "Level Switch"] },
        { "Proxies:Addresses:0=proxy.example", "credentials", ["Proxies:Addresses:0 must be an IP address"] },
        { "Storage:ConnectionString=Data Source=a.db;Colour=red", "credentials", ["Storage:ConnectionString"] },
        { "Providers:google:CredentialsFile=/nowhere/client_secret.json", "", ["Providers:google:CredentialsFile"] },
        { "Encryption:Keys:1File=/nowhere/key", "Production, key", ["Encryption:Keys:1File names /nowhere/key, which does not exist"] },
        { "Storage:ConnectionStringFile=/dev/null", "credentials", ["Storage:ConnectionStringFile names /dev/null, which is empty"] },
        { "Providers:google:ClientSecretFile=/dev/null", "credentials", ["Providers:google:ClientSecret and Providers:google:ClientSecretFile are both set"] },
        { "a credentials file of another kind", "", ["Providers:google:CredentialsFile", "Web application"] },
        { "a database that is none", "credentials", ["Storage:ConnectionString", "not a database"] },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Wrong_settings_stop_the_start_with_messages_that_name_them(string what, string given, string[] words)
    {
        var settings = Settings();
        if (given.Length > 0)
            (settings["Providers:google:ClientId"], settings["Providers:google:ClientSecret"]) = ("client", "secret");
        if (given.Contains("Production", StringComparison.Ordinal))
            settings["ASPNETCORE_ENVIRONMENT"] = "Production";
        if (given.Contains("Production", StringComparison.Ordinal) && what != "no public origin")
            settings["PublicOrigin"] = "https://tasks.example";
        if (given.Contains("Production", StringComparison.Ordinal) && what != "nobody who may sign in")
            settings["SignIn:Allow:0"] = "*";
        if (given.Contains("key", StringComparison.Ordinal))
            settings["Encryption:Keys:0"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        if (what == "a database that is none")
        {
            await File.WriteAllTextAsync(_folder["tasksweb.db"], new string('x', 5000));
        }
        else if (what == "a credentials file of another kind")
        {
            await File.WriteAllTextAsync(
                _folder["client_secret.json"], """{"installed":{"client_id":"a","client_secret":"b"}}""");
            settings["Providers:google:CredentialsFile"] = _folder["client_secret.json"];
        }
        else if (what.Contains('=', StringComparison.Ordinal))
        {
            foreach (var setting in what.Split('&'))
                settings[setting.Split('=', 2)[0]] = setting.Split('=', 2)[1];
        }

        await using var process = TasksWebProcess.Start(new() { Settings = settings, WorkingDirectory = _folder.Path });
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var code = await process.WaitForExitAsync(limit.Token);

        var output = string.Join('\n', process.Output);
        Assert.True(code == 1, $"Exit code {code}:\n{output}");
        Assert.All(words, word => Assert.Contains(word, output, StringComparison.OrdinalIgnoreCase));
        Assert.All(process.Output, line => Assert.Matches(@"^\[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \w{3}\] ", line));
        Assert.Contains(process.Output, line => line.Contains(" FTL] TasksWeb does not start: \"", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Now listening", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Development_creates_a_key_once_readable_by_its_owner()
    {
        var settings = Settings();
        (settings["Providers:google:ClientId"], settings["Providers:google:ClientSecret"]) = ("client", "secret");
        var keys = new List<string>();
        for (var start = 0; start < 2; start++)
        {
            await using var process = TasksWebProcess.Start(new() { Settings = settings, WorkingDirectory = _folder.Path });
            await process.WaitUntilReadyAsync();
            keys.Add(await File.ReadAllTextAsync(_folder["development.key"]));
            Assert.Equal(0, await process.StopAsync());
        }

        Assert.Equal(32, Convert.FromBase64String(keys[0]).Length);
        Assert.Equal(keys[0], keys[1]);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["development.key"]));
    }

    [Fact]
    public async Task It_starts_from_any_folder_with_its_settings_and_assets_and_stores_data_there()
    {
        var settings = new Dictionary<string, string?>(Documented)
        {
            ["Providers:google:ClientId"] = "client",
            ["Providers:google:ClientSecret"] = "secret",
            ["Providers:fitbit:ClientId"] = "client",
        };
        await using var process = TasksWebProcess.Start(new() { Settings = settings, WorkingDirectory = _folder.Path });
        await process.WaitUntilReadyAsync();
        using var client = new HttpClient();

        var page = await client.GetStringAsync(process.Address);
        var link = page.Split('"').First(value => value.EndsWith("/site.css", StringComparison.Ordinal));
        using var style = await client.GetAsync(new Uri(process.Address, link));
        await process.StopAsync();

        Assert.Equal(HttpStatusCode.OK, style.StatusCode);
        Assert.Equal("text/css", style.Content.Headers.ContentType?.MediaType);
        Assert.True(File.Exists(_folder["data/tasksweb.db"]));
        AssertSettingsWereRead(process.Output);
        Assert.Contains(process.Output, line => line.Contains("Providers:fitbit:ClientSecret", StringComparison.Ordinal)
            && line.Contains("is missing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_settings_file_is_read_under_test()
    {
        await using var app = await TestApp.StartAsync();
        var configuration = app.Services.GetRequiredService<IConfiguration>();

        Assert.Equal("Warning", configuration["Serilog:MinimumLevel:Override:Microsoft"]);
        Assert.Equal("00:00:15", configuration["Tokens:LeaseDuration"]);
        using var visitor = app.Visit();
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/site.css")).StatusCode);
    }

    [Fact]
    public async Task The_file_that_Googles_console_downloads_replaces_the_credentials()
    {
        using var folder = new TestFolder();
        var client = Sandbox.Authorization.SandboxClient.CreateDefault();
        await File.WriteAllTextAsync(folder["client_secret.json"], $$"""
            {"web":{"client_id":"{{client.ClientId}}","project_id":"tasksweb","auth_uri":"https://accounts.google.com/o/oauth2/auth",
            "token_uri":"https://oauth2.googleapis.com/token","auth_provider_x509_cert_url":"https://www.googleapis.com/oauth2/v1/certs",
            "client_secret":"{{client.ClientSecret}}","redirect_uris":["https://tasks.example/auth/google/callback"]} }
            """);
        await using var app = await TestApp.StartAsync(settings: new()
        {
            ["Providers:google:ClientId"] = null,
            ["Providers:google:ClientSecret"] = null,
            ["Providers:google:CredentialsFile"] = folder["client_secret.json"],
        });

        using var visitor = await app.SignInAsync();

        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/api/tasklists")).StatusCode);
    }

    /// <summary>Without the settings file every request would be logged by the framework too.</summary>
    internal static void AssertSettingsWereRead(IEnumerable<string> output)
    {
        var lines = output.ToList();
        Assert.Contains(lines, line => line.Contains("Now listening on", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("Executing endpoint", StringComparison.Ordinal));
    }

    private Dictionary<string, string?> Settings() =>
        new() { ["Storage:ConnectionString"] = $"Data Source={_folder["tasksweb.db"]}" };
}
