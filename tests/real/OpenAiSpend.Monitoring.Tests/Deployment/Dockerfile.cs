using System.Text.RegularExpressions;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Monitoring.Tests.Deployment;

/// <summary>The instructions of the Dockerfile, in order.</summary>
internal static partial class Dockerfile
{
    /// <summary>The stage that compiles.</summary>
    public static IReadOnlyList<Instruction> Build => [.. All.TakeWhile(static (instruction, i) => i == 0 || instruction.Name != "FROM")];

    /// <summary>The stage that becomes the image.</summary>
    public static IReadOnlyList<Instruction> Image => [.. All.Skip(Build.Count)];

    public static IReadOnlyList<Instruction> All { get; } =
    [
        .. File.ReadAllText(Repository.File("Dockerfile"))
            .Split('\n').Where(static line => !line.StartsWith('#')).Aggregate("", static (text, line) => $"{text}{line}\n")
            .Replace("\\\n", " ", StringComparison.Ordinal)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(static line => line.Split(' ', 2))
            .Select(static parts => new Instruction(parts[0], Blanks.Replace(parts[1], " "))),
    ];

    /// <summary>One instruction.</summary>
    internal sealed record Instruction(string Name, string Text)
    {
        /// <summary>What a COPY takes from the repository, and the place to which it goes.</summary>
        public (string[] From, string To) Copy =>
            Text.Split(' ') is { Length: > 1 } words ? (words[..^1], words[^1]) : throw new InvalidOperationException($"COPY {Text} has no target.");
    }

    [GeneratedRegex(" {2,}")]
    private static partial Regex Blanks { get; }
}
