using System.Text.RegularExpressions;

namespace OpenAiSpend.Monitoring.Tests.Dashboards;

/// <summary>
/// Finds the metrics of an expression and what is done to them. It reads no more of PromQL than that takes; whether the
/// expression is valid is for Prometheus to say.
/// </summary>
internal static partial class Expression
{
    private static readonly HashSet<string> LabelLists = ["by", "without", "on", "ignoring", "group_left", "group_right"];
    private static readonly HashSet<string> Words = [.. LabelLists, "and", "or", "unless", "offset", "bool", "inf", "nan"];

    /// <summary>The metrics, from left to right.</summary>
    public static IReadOnlyList<MetricUse> Metrics(string expression)
    {
        var tokens = Tokens.Matches(expression).Where(static match => !match.Groups["skip"].Success).Select(static match => match.Value).ToArray();
        var uses = new List<MetricUse>();
        var calls = new Stack<FunctionCall>();
        FunctionCall? next = null;
        for (var i = 0; i < tokens.Length; i++)
        {
            var token = tokens[i];
            if (LabelLists.Contains(token))
            {
                var end = tokens[i + 1] == "(" ? Array.IndexOf(tokens, ")", i) : i;
                string[] labels = [.. tokens[(i + 1)..Math.Max(i + 1, end)].Where(static label => label is not ("(" or ","))];
                next = next is not null && token is "by" or "without" ? next! with { Grouping = token, Labels = labels } : null;
                i = end;
            }
            else if (token == "(")
            {
                calls.Push(next ?? new FunctionCall(""));
                next = null;
            }
            else if (token == ")")
            {
                calls.Pop();
            }
            else if (IsName(token))
            {
                if (tokens.ElementAtOrDefault(i + 1) is { } after && (after == "(" || LabelLists.Contains(after)) && !token.Contains(':', StringComparison.Ordinal) && IsFunction(tokens, i))
                {
                    next = new FunctionCall(token);
                }
                else
                {
                    uses.Add(new MetricUse(token, [.. calls]));
                }
            }
        }

        return uses;
    }

    // A name before "(" is a function. Before "by" or "without" it is an aggregation; before "on" and the like it is a metric.
    private static bool IsFunction(string[] tokens, int i) => tokens[i + 1] is "(" or "by" or "without";

    private static bool IsName(string token) => (char.IsAsciiLetter(token[0]) || token[0] == '_') && !Words.Contains(token.ToLowerInvariant());

    // Texts, selectors and ranges are passed over as a whole. Numbers and durations begin with a digit.
    [GeneratedRegex("""(?<skip>"[^"]*"|\{[^{}]*\}|\[[^\]]*\])|[\w:$.]+|[(),]""")]
    private static partial Regex Tokens { get; }
}
