namespace OpenAiSpend.ProgramKit;

/// <summary>The program as it ships, one native file. Making it takes minutes, so <c>./test.sh</c> does it once, and says where it is.</summary>
internal static class NativeProgram
{
    private const string Variable = "OPENAI_SPEND_NATIVE";

    /// <summary>The file; skips the test where there is none.</summary>
    public static string OrSkip()
    {
        var file = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(file), $"The variable {Variable} does not name the native file, which ./test.sh makes.");
        return file!;
    }
}
