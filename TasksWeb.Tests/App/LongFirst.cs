using TasksWeb.Tests.Hosting;
using TasksWeb.Tests.Instances;
using TasksWeb.Tests.Mongo;
using TasksWeb.Tests.Tokens.Endpoint;
using TasksWeb.Tests.Tokens.Refresh;
using TasksWeb.Tests.Tokens.Vault;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("TasksWeb.Tests.App." + nameof(TasksWeb.Tests.App.LongFirst), "TasksWeb.Tests")]

namespace TasksWeb.Tests.App;

/// <summary>Orders classes: those of ten seconds and more first, waiting ones beside busy ones.</summary>
public sealed class LongFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        nameof(KilledAtAnyMomentTests), nameof(BrokenProviderTests), nameof(KilledWhenAskedTests), nameof(VaultTests),
        nameof(KilledWhenHalfAnsweredTests), SharedInstances.Name, nameof(KilledWhenUnsavedTests), nameof(DockerfileTests),
        nameof(LeaseTests), nameof(MalformedInputTests), nameof(MongoOutageTests), nameof(OneExchangeTests), nameof(StoreFailureTests),
    ];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => Array.FindIndex(Long, name => IsNamed(collection, name)) is var place and >= 0
            ? place : Long.Length);

    /// <summary>A class without a collection has one whose name ends with that of the class and an id.</summary>
    private static bool IsNamed(ITestCollection collection, string name) =>
        collection.DisplayName.Split(' ').Any(word => word == name || word.EndsWith('.' + name, StringComparison.Ordinal));
}
