namespace OpenAiSpend.Program.Tests.Books;

public sealed class HostileBooksTests(HostileOrganization read) : BooksTests(read), IClassFixture<HostileOrganization>
{
    private readonly HostileOrganization _read = read;

    [Fact]
    public void ProjectInfo_OfEveryProject_HasItsNameAndStatus()
    {
        var organization = _read.Organization;
        var expected = new ExpectedSeries();
        foreach (var project in organization.Server.GroundTruth.Projects)
        {
            expected.Add(1, [.. ExpectedCosts.ProjectOf(organization, project.Id), ("status", project.IsArchivedAt(organization.Now) ? "archived" : "active")]);
        }

        Assert.Contains(organization.Server.GroundTruth.Projects, project => project.Name.Contains('\n', StringComparison.Ordinal));
        expected.AssertOn(_read.Page, "openai_project_info", [.. ExpectedCosts.ProjectLabels, "status"]);
    }
}
