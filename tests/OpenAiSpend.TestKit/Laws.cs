using System.Globalization;
using FsCheck;

namespace OpenAiSpend.TestKit;

/// <summary>
/// Tries laws on generated cases, which are others each time: 100 of them, or as many as <c>OPENAI_SPEND_LAW_CASES</c> says.
/// </summary>
public static class Laws
{
    private static readonly Config Config = Config.QuickThrowOnFailure.WithMaxTest(
        int.Parse(Environment.GetEnvironmentVariable("OPENAI_SPEND_LAW_CASES") ?? "100", CultureInfo.InvariantCulture));

    /// <summary>Throws, with the case and how to see it again, if the law does not hold.</summary>
    public static void MustHold(this Property law) => law.Check(Config);
}
