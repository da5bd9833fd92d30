using OpenAiSpend.Domain.Directory;

namespace OpenAiSpend.Domain.Tests;

public class UniqueNamesTests
{
    [Fact]
    public void Of_NamesOfWhichSomeAreShared_TellsTheirOwnersApart() => Assert.Equal(
        new Dictionary<string, string>
        {
            ["user_1"] = "Chiara (user_1)",
            ["user_2"] = "Chiara (user_2)",
            ["user_3"] = "chiara",
            ["user_4"] = "user_4",
            ["user_5"] = "user_5",
        },
        UniqueNames.Of([("user_1", "Chiara"), ("user_2", "Chiara"), ("user_3", "chiara"), ("user_4", " "), ("user_5", ""), ("user_3", "Another")]));
}
