using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.TestKit;
using Spectre.Console;

namespace OpenAiSpend.Export.Tests;

public sealed class MonthReportTests
{
    [Fact]
    public async Task View_OfNamesThatATerminalWouldObey_ShowsThem()
    {
        var organization = new FakeOrganization { Projects = [new Project("proj_a", "\u001b]0;owned\u0007\u202eevil", "active")] }
            .With(Some.Costs(Some.Day, ("proj_a", "\u001b[2J", 1m)));
        var report = await MonthReport.ReadAsync("acme", Some.Day, [Surface.Completions], userNames: false, organization.Reader(), TestContext.Current.CancellationToken);
        await using var written = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(written), Ansi = AnsiSupport.No });
        console.Profile.Width = MonthReportView.WidthInAPipe;
        console.Write(MonthReportView.Of(report));
        Assert.Contains(@"\u001b]0;owned\u0007\u202eevil", written.ToString(), StringComparison.Ordinal);
        Assert.Contains(@"\u001b[2J", written.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(written.ToString(), static character => character is '\u001b' or '\u0007' or '\u202e');
    }

    [Fact]
    public async Task Report_OfTheCurrentMonth_ReadsNoDayThatHasNotBegun()
    {
        var organization = new FakeOrganization();
        await MonthReport.ReadAsync("acme", Some.Day, [Surface.Completions], userNames: false, organization.Reader(), TestContext.Current.CancellationToken);
        Assert.All(organization.Queries, static query => Assert.Equal(Some.Day, query.Window.Last));
    }
}
