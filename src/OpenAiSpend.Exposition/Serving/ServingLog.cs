using Microsoft.Extensions.Logging;

namespace OpenAiSpend.Exposition.Serving;

/// <summary>What serving logs.</summary>
internal static partial class ServingLog
{
    [LoggerMessage(
        201,
        LogLevel.Warning,
        "Too many label sets, the smallest are folded into other and no total changes: {Organization} {Surface} {LabelSets} {Folded} {Kept} {MaxLabelSets} {Change}")]
    public static partial void Folding(
        this ILogger logger, string organization, string surface, int labelSets, int folded, int kept, int maxLabelSets, string change);

    [LoggerMessage(
        202,
        LogLevel.Warning,
        "Too many label sets, more than folding can help: {Organization} {Surface} {LabelSets} {Folded} {Kept} {MaxLabelSets} {Change}")]
    public static partial void FoldingNotEnough(
        this ILogger logger, string organization, string surface, int labelSets, int folded, int kept, int maxLabelSets, string change);

    [LoggerMessage(203, LogLevel.Information, "No longer too many label sets: {Organization} {Surface}")]
    public static partial void FoldingEnded(this ILogger logger, string organization, string surface);
}
