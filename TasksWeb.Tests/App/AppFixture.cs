namespace TasksWeb.Tests.App;

/// <summary>One app for all tests of a class. Tests that share it use people of their own.</summary>
public sealed class AppFixture : IAsyncLifetime
{
    public TestApp App { get; private set; } = null!;

    public async Task InitializeAsync() => App = await TestApp.StartAsync();

    public async Task DisposeAsync() => await App.DisposeAsync();
}
