namespace TasksWeb.Sandbox.Demo;

/// <summary>The demo's command line.</summary>
/// <param name="Urls"><c>--urls</c>: where the sandbox listens; null = port 5090, or a free one.</param>
/// <param name="AppUrls"><c>--app-urls</c>: where the app listens; null = port 5080, or a free one.</param>
/// <param name="WithApp"><c>--app false</c>: the sandbox alone.</param>
internal sealed record DemoOptions(string? Urls, string? AppUrls, bool WithApp)
{
    public static DemoOptions Parse(string[] args)
    {
        var values = new ConfigurationBuilder().AddCommandLine(args).Build();
        return new DemoOptions(values["urls"], values["app-urls"], values.GetValue("app", defaultValue: true));
    }
}
