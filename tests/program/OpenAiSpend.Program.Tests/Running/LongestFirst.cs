using OpenAiSpend.Program.Tests.Faults;
using OpenAiSpend.Program.Tests.Running;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace OpenAiSpend.Program.Tests.Running;

/// <summary>Starts the class that takes a minute by its nature first, so that all the others run beside it.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderByDescending(static collection => collection.TestCollectionDisplayName.Contains(nameof(SlowFaultTests), StringComparison.Ordinal))];
}
