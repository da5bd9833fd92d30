using System.Collections.Immutable;
using OpenAiSpend.Accounting.Budgets;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Tests.Support;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exposition.Tests.Series;

public sealed class NameTests
{
    private static readonly SurfaceSnapshot Costs = Some.Known(
        Surface.Costs, Some.Day, Some.Costs(Some.Day, ("proj_a", "x", 1m), ("proj_b", "x", 2m), ("proj_c", "x", 4m), (null, "x", 8m)));

    [Fact]
    public void Project_NameKnownOrNot_IsTheNameTheIdOrEmpty()
    {
        var page = Page(new OrganizationDirectory { Projects = [new Project("proj_a", "Search", "active"), new Project("proj_b", "", "active")] });

        Assert.Equal(
            [("", ""), ("proj_a", "Search"), ("proj_b", "proj_b"), ("proj_c", "proj_c")],
            page["openai_cost_usd"].Select(sample => (sample["project_id"]!, sample["project"]!)));
    }

    [Fact]
    public void Project_TwoOfOneName_StayApartById()
    {
        var page = Page(new OrganizationDirectory { Projects = [new Project("proj_a", "Search", "archived"), new Project("proj_b", "Search", "active")] });

        Assert.Equal(
            [("proj_a", 1m), ("proj_b", 2m)],
            page["openai_cost_usd"].Where(sample => sample["project"] == "Search").Select(sample => (sample["project_id"]!, sample.Value)));
    }

    [Fact]
    public void Project_EveryFamilyThatHasOne_SaysTheSame()
    {
        var page = Rendered.Page(FullSnapshot.Of("acme"));

        Assert.All(
            page.Samples.Where(sample => sample["project"] is not null),
            sample => Assert.Equal(("some project_id", "some project"), (sample["project_id"], sample["project"])));
    }

    [Fact]
    public void ProjectInfo_NamesReadAndAttributesConfigured_HasBothAndOneLabelSet()
    {
        var page = Page(
            new OrganizationDirectory { Projects = [new Project("proj_b", "Chat", "active"), new Project("proj_a", "Search", "archived")] },
            Attributes(("proj_a", "team", "search"), ("proj_x", "cost_center", "4711")));

        Assert.Equal(
            [
                "openai_project_info{organization=acme,project_id=proj_a,project=Search,status=archived,cost_center=,team=search}",
                "openai_project_info{organization=acme,project_id=proj_b,project=Chat,status=active,cost_center=,team=}",
                "openai_project_info{organization=acme,project_id=proj_x,project=proj_x,status=,cost_center=4711,team=}",
            ],
            page["openai_project_info"].Select(sample => sample.Series));
        Assert.All(page["openai_project_info"], sample => Assert.Equal(1m, sample.Value));
    }

    [Fact]
    public void ProjectInfo_NamesNeverRead_IsWhatIsConfigured() => Assert.Equal(
        "openai_project_info{organization=acme,project_id=proj_a,project=proj_a,status=,team=search}",
        Assert.Single(Page(OrganizationDirectory.Unknown, Attributes(("proj_a", "team", "search")))["openai_project_info"]).Series);

    [Fact]
    public void ProjectInfo_ConfiguredProjectOfAnotherOrganization_IsShownThereOnly()
    {
        var settings = new OrganizationSettings { ProjectAttributes = Attributes(("proj_a", "team", "search"), ("proj_b", "team", "chat")) };
        OrganizationSnapshot Organization(string name, params ImmutableArray<Project> projects) =>
            new(name, []) { Directory = new OrganizationDirectory { Projects = projects } };

        var page = Rendered.Page(new SpendSnapshot(Some.Day, [Organization("acme", new Project("proj_a", "Search", "active")), Organization("globex")]), settings: settings);

        Assert.Equal(
            [("acme", "proj_a"), ("acme", "proj_b"), ("globex", "proj_b")],
            page["openai_project_info"].Select(sample => (sample["organization"]!, sample["project_id"]!)));
    }

    [Fact]
    public void UserInfo_EmailKept_IsALabelOfEveryUser()
    {
        var page = Page(new OrganizationDirectory { Users = [new User("user-2", "Bob", null), new User("user-1", "Alice", "alice@example.com")] });

        Assert.Equal(
            [
                "openai_user_info{organization=acme,user_id=user-1,user=Alice,email=alice@example.com}",
                "openai_user_info{organization=acme,user_id=user-2,user=Bob,email=}",
            ],
            page["openai_user_info"].Select(sample => sample.Series));
    }

    [Fact]
    public void UserInfo_NoEmailAndNoNameKept_HasNoEmailAndAnEmptyName() => Assert.Equal(
        "openai_user_info{organization=acme,user_id=user-1,user=}",
        Assert.Single(Page(new OrganizationDirectory { Users = [new User("user-1", "", null)] })["openai_user_info"]).Series);

    [Fact]
    public void ApiKeyInfo_Keys_AreShownWithTheirProject() => Assert.Equal(
        "openai_api_key_info{organization=acme,api_key_id=key_1,api_key=ci \"main\",project_id=proj_a,owner_type=,owner_id=}",
        Assert.Single(Page(new OrganizationDirectory { ApiKeys = [new ApiKey("key_1", "ci \"main\"", "proj_a")] })["openai_api_key_info"]).Series);

    [Fact]
    public void Info_IdsThatComeTwiceOrAreEmpty_HaveOneSeriesOrNone()
    {
        var page = Page(new OrganizationDirectory
        {
            Projects = [new Project("proj_a", "Old", "active"), new Project("proj_a", "New", "active"), new Project("", "None", "active")],
            Users = [new User("user-1", "Alice", null), new User("user-1", "Alicia", null)],
            ApiKeys = [new ApiKey("key_1", "a", "proj_a"), new ApiKey("key_1", "b", "proj_b")],
        });

        Assert.Equal("Old", Assert.Single(page["openai_project_info"])["project"]);
        Assert.Equal("Old", page["openai_cost_usd"].Single(sample => sample["project_id"] == "proj_a")["project"]);
        Assert.Equal("Alice", Assert.Single(page["openai_user_info"])["user"]);
        Assert.Equal("a", Assert.Single(page["openai_api_key_info"])["api_key"]);
    }

    [Fact]
    public void Info_NothingRead_IsAbsent()
    {
        var rendered = Rendered.Of(Some.Snapshot(Some.Day, Costs));
        var page = TestKit.Exposition.ParsedExposition.Parse(rendered.Spend.Plain.Bytes());

        Assert.DoesNotContain(page.Families, family => family.Name.EndsWith("_info", StringComparison.Ordinal));
        Assert.Equal(["costs"], rendered.Series.Select(series => series.Surface));
    }

    private static ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> Attributes(
        params (string Project, string Name, string Value)[] attributes) => attributes
        .GroupBy(attribute => attribute.Project)
        .ToImmutableSortedDictionary(
            project => project.Key, project => project.ToImmutableSortedDictionary(attribute => attribute.Name, attribute => attribute.Value));

    private static ParsedExposition Page(
        OrganizationDirectory directory, ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>>? attributes = null)
    {
        var settings = attributes is null ? OrganizationSettings.None : new OrganizationSettings { ProjectAttributes = attributes };
        return Rendered.Page(new SpendSnapshot(
            Some.Day, [new OrganizationSnapshot("acme", [Costs]) { Directory = directory }]), settings: settings);
    }
}
