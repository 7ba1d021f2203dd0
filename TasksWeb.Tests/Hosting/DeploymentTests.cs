using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using TasksWeb.Sandbox.Processes;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Hosting;

/// <summary>The files that operators start from.</summary>
public sealed partial class DeploymentTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_example_of_the_environment_has_all_that_a_start_needs()
    {
        var settings = Example().ToDictionary(
            setting => setting.Key.Replace("__", ":", StringComparison.Ordinal),
            string? (setting) => setting.Value.Length > 0 ? setting.Value
                : setting.Key.StartsWith("Encryption", StringComparison.Ordinal)
                    ? Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))
                    : "filled in");
        settings["ASPNETCORE_ENVIRONMENT"] = "Production";
        settings["Proxies:Networks:0"] = "172.16.0.0/12";

        await using var process = TasksWebProcess.Start(new() { Settings = settings, WorkingDirectory = _folder.Path });
        await process.WaitUntilReadyAsync();

        using var client = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(process.Address, "/healthz/ready"))).StatusCode);
    }

    [Fact]
    public async Task What_a_start_asks_for_is_in_the_example_and_the_upgrade_notes()
    {
        var settings = new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Providers:google:ClientId"] = "client",
            ["Providers:google:ClientSecret"] = "secret",
            ["Encryption:Keys:0"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        };

        await using var process = TasksWebProcess.Start(new() { Settings = settings, WorkingDirectory = _folder.Path });
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await process.WaitForExitAsync(limit.Token));

        var missing = Missing().Matches(string.Join('\n', process.Output)).Select(match => match.Groups["key"].Value);
        Assert.Equal(["PublicOrigin", "SignIn:Allow"], missing.Order(StringComparer.Ordinal));
        var keys = Example().Select(setting => setting.Key).ToList();
        Assert.All(missing, key =>
        {
            Assert.Contains(keys, known => known.StartsWith(key.Replace(":", "__", StringComparison.Ordinal), StringComparison.Ordinal));
            Assert.Contains($"**`{key}`**", RepositoryFiles.Read("docs/upgrade.md"), StringComparison.Ordinal);
        });
        Assert.Contains("list of who may sign in", RepositoryFiles.Read("README.md").ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.2.3", " --tag registry.example/tasksweb:latest")]
    [InlineData("2.0.0-rc.1", "")]
    public async Task A_release_pushes_an_image_of_its_version_and_shows_no_password(string version, string latest)
    {
        var workflow = RepositoryFiles.Read(".github/workflows/release.yml");
        Assert.Contains("tags: [\"v*\"]", workflow, StringComparison.Ordinal);
        Assert.InRange(
            workflow.IndexOf("- run: .ci/run", StringComparison.Ordinal), 0, workflow.IndexOf("docker", StringComparison.Ordinal));
        var docker = $$"""
            docker() {
              echo "$*" >> {{_folder["calls"]}}
              [ "$1" != login ] || cat > {{_folder["password"]}}
            }

            """;

        using var script = Process.Start(
            new ProcessStartInfo("bash", ["-eo", "pipefail", "-c", docker + BuildAndPush().Match(workflow).Groups["script"].Value])
            {
                Environment =
                {
                    ["REGISTRY"] = "registry.example",
                    ["IMAGE"] = "registry.example/tasksweb",
                    ["USER_NAME"] = "builder",
                    ["PASSWORD"] = "a secret",
                    ["VERSION"] = $"v{version}",
                },
            })!;
        await script.WaitForExitAsync();

        Assert.Equal(0, script.ExitCode);
        Assert.Equal(
            [
                $"build --build-arg MinVerVersionOverride={version} --tag registry.example/tasksweb:{version}{latest} .",
                "login --username builder --password-stdin registry.example",
                "push --all-tags registry.example/tasksweb",
            ],
            await File.ReadAllLinesAsync(_folder["calls"]));
        Assert.Equal("a secret", await File.ReadAllTextAsync(_folder["password"]));
        Assert.Contains("ARG MinVerVersionOverride", RepositoryFiles.Read("Dockerfile"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compose.yaml", "env_file: .env", "read_only: true", "cap_drop: [ALL]", "no-new-privileges:true", "restart:")]
    [InlineData("compose.cluster.yaml", "env_file: .env", "read_only: true", "cap_drop: [ALL]", "no-new-privileges:true", "restart:")]
    [InlineData("deploy/kubernetes.yaml", "/healthz/ready", "/healthz/live", "readOnlyRootFilesystem: true", "drop: [ALL]", "runAsNonRoot: true")]
    public void Containers_run_without_rights(string file, params string[] lines) =>
        Assert.All(lines, line => Assert.Contains(line, RepositoryFiles.Read(file), StringComparison.Ordinal));

    [Theory]
    [InlineData("compose.yaml")]
    [InlineData("compose.cluster.yaml")]
    [InlineData("deploy/kubernetes.yaml")]
    public void Images_of_others_have_an_exact_version(string file) => Assert.DoesNotMatch(
        @"image: (?!tasksweb\r?\n)(?!\S+:\d+\.\d+\.\d+\r?\n)", RepositoryFiles.Read(file));

    [Fact]
    public void The_image_is_built_from_exact_versions_and_the_committed_packages()
    {
        var dockerfile = RepositoryFiles.Read("Dockerfile");

        Assert.Equal(2, dockerfile.Split("\nFROM ").Length - 1);
        Assert.DoesNotMatch(@"\nFROM (?!\S+:\d+\.\d+\.\d+[ \n])", dockerfile);
        Assert.Contains("-p:RestoreLockedMode=true", dockerfile, StringComparison.Ordinal);
        Assert.Contains("<RestoreLockedMode Condition=\"'$(CI)' == 'true'", RepositoryFiles.Read("Directory.Build.props"), StringComparison.Ordinal);
        foreach (var architecture in new[] { "linux-x64", "linux-arm64" })
            Assert.Contains($"\"net10.0/{architecture}\"", RepositoryFiles.Read("TasksWeb/packages.lock.json"), StringComparison.Ordinal);
    }

    [Fact]
    public void MongoDB_asks_for_a_password_and_every_container_gives_up_its_rights()
    {
        var compose = RepositoryFiles.Read("compose.cluster.yaml");

        Assert.Contains("roles: [\"readWrite\"]", compose, StringComparison.Ordinal);
        Assert.Contains("--keyFile", compose, StringComparison.Ordinal);
        Assert.Contains("mongodb://tasksweb:${MONGO_PASSWORD:?}@", compose, StringComparison.Ordinal);
        foreach (var line in new[] { "read_only: true", "cap_drop: [ALL]", "security_opt: [no-new-privileges:true]", "restart: unless-stopped" })
            Assert.Equal(3, compose.Split(line).Length - 1);
    }

    private static IEnumerable<KeyValuePair<string, string>> Example() => RepositoryFiles.Read(".env.example").Split('\n')
        .Where(line => line.Contains('=', StringComparison.Ordinal) && !line.StartsWith('#'))
        .Select(line => line.Split('=', 2))
        .Select(pair => KeyValuePair.Create(pair[0], pair[1]));

    [GeneratedRegex(@"(?<key>\w+(:\w+)*) is missing", RegexOptions.ExplicitCapture)]
    private static partial Regex Missing();

    [GeneratedRegex(@"- name: Build and push\n.*?run: \|\n(?<script>.*)$", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex BuildAndPush();
}
