using OpenAiSpend.ProgramKit;


namespace OpenAiSpend.Servers.Tests.Prometheus;

/// <summary>Two exporters read the same organization, and one Prometheus scrapes both: joins neither clash nor double.</summary>
public sealed class ReplicaTests(ScrapedReplicas scraped) : IClassFixture<ScrapedReplicas>
{
    private const string Age = "floor((time() - max by (date) (openai_bucket_start_timestamp_seconds)) / 86400)";

    private SimulatedOrganization Organization => scraped.Organization;

    private Simulator.GroundTruth Books => Organization.Server.GroundTruth;

    [Fact]
    public async Task Yesterday_OfBothReplicas_IsNotDoubled()
    {
        Organization.SkipNearMidnight();
        Assert.Equal(
            (double)Books.TotalCostUsd(Organization.Today.AddDays(-1), Organization.Now),
            await scraped.Prometheus.ValueAsync($"sum(max without (instance) (openai_cost_daily_usd) and on (date) {Age} == 1)"),
            0.001);
    }

    [Fact]
    public async Task Tokens_ByUserName_JoinWithoutManyToManyAndEqualTheBooks()
    {
        Organization.SkipNearMidnight();
        var names = Books.Users.Where(user => !user.HasLeft).ToDictionary(user => user.Id, user => user.Name);
        var expected = Books.UsageAsOf(Organization.Now, "completions", Organization.Today, Organization.Today)
            .Select(row => (User: row.Dimensions["user_id"], Tokens: row.Measures["input_tokens"]))
            .Where(row => row.User is not null && names.ContainsKey(row.User))
            .GroupBy(row => names[row.User!])
            .ToDictionary(user => user.Key, user => (double)user.Sum(row => row.Tokens));

        var actual = await scraped.Prometheus.QueryAsync("""
            sum by (user) (max without (instance) (openai_completions_input_tokens)
              * on (organization, user_id) group_left (user) max by (organization, user_id, user) (openai_user_info))
            """);

        Assert.NotEmpty(expected);
        Assert.All(expected.Where(user => user.Value > 0), user =>
            Assert.Equal(user.Value, Assert.Single(actual, sample => sample.Labels["user"] == user.Key).Value));
    }

    [Fact]
    public async Task Tokens_ByUserName_AsDocumented_GiveNoError()
    {
        // The page of metrics shows this query without a word about replicas, so it has to be answered with two of them.
        var actual = await scraped.Prometheus.QueryAsync("""
            sum by (user) (openai_completions_input_tokens
              * on (organization, user_id) group_left (user) max by (organization, user_id, user) (openai_user_info))
            """);

        Assert.NotEmpty(actual);
    }

    [Fact]
    public async Task Spend_ByTeam_JoinsAttributesAndEqualsTheBooks()
    {
        Organization.SkipNearMidnight();
        var (first, second) = (Books.Projects[0].Id, Books.Projects[1].Id);
        var expected = Enumerable.Range(0, 30).Sum(ago => Books.CostsAsOf(Organization.Now, Organization.Today.AddDays(-ago), Organization.Today.AddDays(-ago))
            .Where(row => row.ProjectId == first || row.ProjectId == second).Sum(row => row.AmountUsd));

        var actual = await scraped.Prometheus.ValueAsync($$"""
            sum by (team) ((max without (instance) (openai_cost_daily_usd) and on (date) {{Age}} < 30)
              * on (organization, project_id) group_left (team) max by (organization, project_id, team) (openai_project_info{team="{{ScrapedReplicas.Team}}"}))
            """);

        Assert.Equal((double)expected, actual, 0.001);
    }

    [Fact]
    public async Task Budget_OfATeam_IsWhatItsProjectsSpentThisMonth()
    {
        Organization.SkipNearMidnight();
        var month = new DateOnly(Organization.Today.Year, Organization.Today.Month, 1);
        var expected = Books.CostsAsOf(Organization.Now, month, Organization.Today)
            .Where(row => row.ProjectId == Books.Projects[0].Id || row.ProjectId == Books.Projects[1].Id).Sum(row => row.AmountUsd);

        Assert.Equal((double)expected, await scraped.Prometheus.ValueAsync($"max(openai_budget_spent_usd{{budget=\"{ScrapedReplicas.Team}\", period=\"month\"}})"), 0.001);
        Assert.Equal(5000, await scraped.Prometheus.ValueAsync($"max(openai_budget_usd{{budget=\"{ScrapedReplicas.Team}\", source=\"config\"}})"));
        Assert.Equal(
            Books.SpendLimit.ThresholdCents / 100d,
            await scraped.Prometheus.ValueAsync("max(openai_budget_usd{budget=\"openai_spend_limit\", project_id=\"\", source=\"openai\"})"));
    }

    [Fact]
    public async Task Names_OfProjectsUsersAndKeys_AreThoseOfTheBooks()
    {
        var projects = await scraped.Prometheus.QueryAsync("max by (project_id, project, status) (openai_project_info)");
        Assert.Equal(
            Books.Projects.Select(project => (project.Id, project.Name)).Order(),
            projects.Select(sample => (sample.Labels["project_id"], sample.Labels["project"])).Order());
        var keys = await scraped.Prometheus.QueryAsync("max by (api_key_id, api_key, project_id) (openai_api_key_info)");
        Assert.All(keys, sample => Assert.Contains(
            Books.ApiKeys, key => (key.Id, key.Name, key.ProjectId) == (sample.Labels["api_key_id"], sample.Labels["api_key"], sample.Labels["project_id"])));
        Assert.NotEmpty(keys);
        var users = await scraped.Prometheus.QueryAsync("max by (user_id, user, email) (openai_user_info)");
        Assert.Equal(
            Books.Users.Where(user => !user.HasLeft).Select(user => (user.Id, user.Name)).Order(),
            users.Select(sample => (sample.Labels["user_id"], sample.Labels["user"])).Order());
        Assert.All(users, sample => Assert.False(sample.Labels.ContainsKey("email"), "E-mail addresses are off unless they are switched on."));
    }
}
