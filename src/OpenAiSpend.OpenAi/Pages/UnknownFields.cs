using System.Collections.Immutable;
using System.Text.RegularExpressions;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.OpenAi.Failures;

namespace OpenAiSpend.OpenAi.Pages;

/// <summary>
/// What OpenAI's answers have that this version does not know, by surface: numbers of a row, names of the kind of a row, and
/// dimensions that an error lists. It is how a new measure is noticed on the day on which it appears.
/// </summary>
internal sealed partial class UnknownFields
{
    // A server that makes names up must not fill the memory.
    private const int MaxNames = 100;
    private const int MaxNameLength = 100;

    private readonly Lock _lock = new();
    private readonly Dictionary<BucketSurface, ImmutableSortedSet<string>> _names = [];

    /// <summary>Notes a name of a row, in a form that is fit to be logged.</summary>
    public void Add(BucketSurface surface, string what, string name, ServerText text) => Note(surface, $"{what} {text.Clean(name)}");

    /// <summary>Notes the dimensions that a refusal lists and the surface does not have. The message has been cleaned.</summary>
    public void AddDimensions(BucketSurface surface, ApiFailureException failure)
    {
        if (failure.Error is { Status: 400, Param: "group_by" } error)
        {
            foreach (Match quoted in Quoted().Matches(error.Message))
            {
                if (!surface.GroupBy.Any(dimension => dimension.Name == quoted.Groups[1].Value))
                {
                    Note(surface, $"dimension {quoted.Groups[1].Value}");
                }
            }
        }
    }

    /// <summary>Everything that was noted of a surface.</summary>
    public ImmutableSortedSet<string> Of(BucketSurface surface)
    {
        lock (_lock)
        {
            return _names.GetValueOrDefault(surface, []);
        }
    }

    private void Note(BucketSurface surface, string name)
    {
        lock (_lock)
        {
            var known = _names.GetValueOrDefault(surface, []);
            if (known.Count < MaxNames)
            {
                _names[surface] = known.Add(ServerText.Shorten(name, MaxNameLength));
            }
        }
    }

    [GeneratedRegex("'([a-z][a-z0-9_]*)'")]
    private static partial Regex Quoted();
}
