namespace OpenAiSpend.Installation.Tests.Chart;

public sealed class ValuesDocumentTests
{
    private static string Document => ChartFolder.File("README.md");

    private static string Values => File.ReadAllText(ChartFolder.File("values.yaml"));

    [Fact]
    public void Readme_ItsTable_SaysWhatTheCommentsOfTheValuesSay()
    {
        var written = File.ReadAllText(Document);
        var rendered = ValuesDocument.Render(written, Values);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(Document, rendered);
            written = rendered;
        }

        Assert.Equal(rendered, written);
    }

    [Fact]
    public void Values_EachThatCanBeSet_HasAComment()
    {
        // A value without one is the head of a section.
        string? before = null;
        foreach (var line in Values.Split('\n'))
        {
            if (line.Length > 0 && line[0] is not (' ' or '#') && !line.EndsWith(':'))
            {
                Assert.True(before?.Contains("# -- ", StringComparison.Ordinal), $"{line} has no comment");
            }

            before = line;
        }
    }
}
