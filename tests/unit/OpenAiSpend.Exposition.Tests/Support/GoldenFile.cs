namespace OpenAiSpend.Exposition.Tests.Support;

/// <summary>A committed file that must equal what the code makes. <c>UPDATE_GOLDEN=1 dotnet test tests/unit/OpenAiSpend.Exposition.Tests</c> rewrites it.</summary>
internal static class GoldenFile
{
    private static readonly string Root = FindRoot();

    /// <param name="path">The path from the root of the repository.</param>
    /// <param name="actual">What the code makes.</param>
    public static void AssertEqual(string path, string actual)
    {
        var file = Path.Combine(Root, path);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
        }

        var expected = File.Exists(file) ? File.ReadAllText(file) : string.Empty;
        Assert.True(
            expected == actual,
            $"{path} differs from what the code makes, first at: {FirstDifference(expected, actual)}\n"
            + "Rewrite it with: UPDATE_GOLDEN=1 dotnet test tests/unit/OpenAiSpend.Exposition.Tests");
    }

    private static string FirstDifference(string expected, string actual)
    {
        var (left, right) = (expected.Split('\n'), actual.Split('\n'));
        var line = Enumerable.Range(0, Math.Max(left.Length, right.Length)).FirstOrDefault(i => left.ElementAtOrDefault(i) != right.ElementAtOrDefault(i));
        return $"line {line + 1}\n  file: {left.ElementAtOrDefault(line)}\n  code: {right.ElementAtOrDefault(line)}";
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "OpenAiSpend.Exporter.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder.FullName;
    }
}
