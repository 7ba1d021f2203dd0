using System.Net;
using System.Security.Cryptography;
using TasksWeb.Sandbox.Processes;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Storage.Backup;

/// <summary><c>TasksWeb backup FILE</c>.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_backup_taken_while_the_app_serves_holds_everybody_who_is_signed_in()
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        string secret;
        await using (var app = await TestApp.StartAsync(settings: Settings("live.db", key)))
        {
            using var person = await app.SignInAsync();
            secret = person.Secret();

            var (code, output) = await BackupAsync("live.db", _folder["copy.db"]);

            Assert.True(code == 0, output);
            var digest = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(_folder["copy.db"])));
            Assert.Contains(digest, output, StringComparison.Ordinal);
            Assert.Equal($"{digest}  copy.db\n", await File.ReadAllTextAsync(_folder["copy.db.sha256"]));
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["copy.db"]));
        }

        await using var restored = await TestApp.StartAsync(settings: Settings("copy.db", key));
        Assert.Equal(HttpStatusCode.Redirect, await CookieJar.StatusAsync(restored.Address, $"tasksweb={secret}"));
    }

    [Fact]
    public async Task It_replaces_no_file_and_leaves_none_half_written()
    {
        await using (await TestApp.StartAsync(settings: Settings("live.db", null)))
        {
        }
        await File.WriteAllTextAsync(_folder["mine"], "mine");

        var (code, output) = await BackupAsync("live.db", _folder["mine"]);

        Assert.Equal(1, code);
        Assert.Contains("mine exists", output, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(_folder["mine"]));
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task It_replaces_no_digest_and_writes_nothing_beside_one()
    {
        await using (await TestApp.StartAsync(settings: Settings("live.db", null)))
        {
        }
        await File.WriteAllTextAsync(_folder["copy.db.sha256"], "mine");

        var (code, output) = await BackupAsync("live.db", _folder["copy.db"]);

        Assert.Equal(1, code);
        Assert.Contains("copy.db.sha256 exists", output, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(_folder["copy.db.sha256"]));
        Assert.False(File.Exists(_folder["copy.db"]));
        AssertNothingIsLeft();
    }

    [Theory]
    [InlineData(false, "nowhere.db does not exist")]
    [InlineData(true, "nowhere.db has nothing in it")]
    public async Task A_database_that_does_not_exist_or_is_empty_is_neither_copied_nor_made(bool exists, string words)
    {
        if (exists)
            await File.WriteAllBytesAsync(_folder["nowhere.db"], []);

        var (code, output) = await BackupAsync("nowhere.db", _folder["other"]);

        Assert.Equal(1, code);
        Assert.Contains(words, output, StringComparison.Ordinal);
        Assert.Equal(exists, File.Exists(_folder["nowhere.db"]));
        Assert.False(File.Exists(_folder["other"]));
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task For_MongoDB_it_names_the_command_and_no_password()
    {
        var (code, output) = await RunAsync(_folder["copy"], new(StringComparer.Ordinal)
        {
            ["Storage:Provider"] = "MongoDB",
            ["Storage:ConnectionString"] = "mongodb://tasksweb:password@127.0.0.1:1/tasksweb",
        });

        Assert.Equal(2, code);
        Assert.Contains("mongodump --uri \"$Storage__ConnectionString\"", output, StringComparison.Ordinal);
        Assert.DoesNotContain("password", output, StringComparison.Ordinal);
    }

    private void AssertNothingIsLeft() => Assert.DoesNotContain(
        Directory.GetFiles(_folder.Path), file => file.EndsWith(".unfinished", StringComparison.Ordinal));

    private Dictionary<string, string?> Settings(string name, string? key)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Storage:ConnectionString"] = $"Data Source={_folder[name]}",
        };
        if (key is not null)
            settings["Encryption:Keys:0"] = key;
        return settings;
    }

    private Task<(int Code, string Output)> BackupAsync(string database, string target) =>
        RunAsync(target, Settings(database, null));

    private async Task<(int Code, string Output)> RunAsync(string target, Dictionary<string, string?> settings)
    {
        settings["Providers:google:ClientId"] = "client";
        settings["Providers:google:ClientSecret"] = "secret";
        await using var process = TasksWebProcess.Start(
            new() { WorkingDirectory = _folder.Path, Command = $"backup {target}", Settings = settings });
        var code = await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return (code, string.Join('\n', process.Output));
    }
}
