using System.Text.RegularExpressions;
using OpenAiSpend.ProgramKit;

namespace OpenAiSpend.Program.Tests.Web;

/// <summary>What the program writes does not depend on the language of the machine, also where cultures are switched on again.</summary>
public sealed partial class CultureTests
{
    [Theory]
    [InlineData("de_DE.UTF-8")]
    [InlineData("tr_TR.UTF-8")]
    [InlineData("fa_IR.UTF-8")]
    public async Task Page_InAnyLanguage_HasNumbersWithPoints(string language)
    {
        Assert.SkipUnless(HasIcu(), "This machine has no cultures: ICU is not installed.");
        await using var exporter = await ExporterProgram.StartAsync(
            environment: new Dictionary<string, string> { ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "0", ["LC_ALL"] = language, ["LANG"] = language }, flags: "--demo");
        await exporter.PageWhenReadAsync(withNames: true);
        var html = (await exporter.GetAsync("/")).Text;

        Assert.Matches(@"\$[0-9,]+\.[0-9]{2}", html);
        Assert.DoesNotMatch(CommaAsPoint(), html);
        Assert.NotEmpty(Coordinates().Matches(html));
        Assert.All(Coordinates().Matches(html), match => Assert.Matches("^-?[0-9]+(\\.[0-9]+)?%?$", match.Groups[1].Value));
    }

    private static bool HasIcu() => Directory.EnumerateFiles("/usr/lib", "libicuuc.so.*", SearchOption.AllDirectories).Any();

    // A comma before two digits or one, or digits of other scripts.
    [GeneratedRegex(@"\$[0-9.]+,[0-9]{1,2}(?![0-9])|[0-9]\u066b|[\u0660-\u0669\u06f0-\u06f9]")]
    private static partial Regex CommaAsPoint();

    [GeneratedRegex(" (?:x|y|width|height)=\"([^\"]*)\"")]
    private static partial Regex Coordinates();
}
