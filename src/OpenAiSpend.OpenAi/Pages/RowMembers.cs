using System.Text;
using System.Text.Json;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.OpenAi.Pages;

/// <summary>
/// The members that the rows of a query may have. The members of every row come in the same order as a rule, so
/// after each one the member that followed it last time is tried first.
/// </summary>
internal sealed class RowMembers
{
    private readonly Member[] _members;
    private readonly int[] _follower;
    private int _last;

    /// <summary>Lists the members of a query's rows.</summary>
    public RowMembers(SurfaceQuery query)
    {
        var surface = query.Surface;
        var members = new List<Member> { new("object"u8.ToArray(), MemberKind.Ignored, 0) };
        for (var i = 0; i < surface.Measures.Length; i++)
        {
            var measure = surface.Measures[i];
            members.Add(new(Encoding.UTF8.GetBytes(measure.Name), measure == Measure.Amount ? MemberKind.Amount : MemberKind.Measure, i));
        }

        for (var i = 0; i < surface.Dimensions.Length; i++)
        {
            var dimension = surface.Dimensions[i];

            // The currency is inside the amount. A dimension that was not asked for must not split rows, should it come all the same.
            var wanted = dimension != Dimension.Currency && (query.GroupBy.Contains(dimension) || !surface.GroupBy.Contains(dimension));
            members.Add(new(Encoding.UTF8.GetBytes(dimension.Name), wanted ? MemberKind.Dimension : MemberKind.Ignored, i));
        }

        _members = [.. members];
        _follower = new int[_members.Length];
    }

    /// <summary>Gets ready for the next row.</summary>
    public void StartRow() => _last = 0;

    /// <summary>The member whose name the reader stands on.</summary>
    /// <param name="reader">Stands on a name.</param>
    /// <param name="index">Where it stands in the measures or dimensions of the surface.</param>
    public MemberKind Find(ref Utf8JsonReader reader, out int index)
    {
        var expected = _follower[_last];
        if (!reader.ValueTextEquals(_members[expected].Name))
        {
            expected = Search(ref reader);
            if (expected < 0)
            {
                index = 0;
                return MemberKind.Ignored;
            }

            _follower[_last] = expected;
        }

        _last = expected;
        index = _members[expected].Index;
        return _members[expected].Kind;
    }

    private int Search(ref Utf8JsonReader reader)
    {
        for (var i = 0; i < _members.Length; i++)
        {
            if (reader.ValueTextEquals(_members[i].Name))
            {
                return i;
            }
        }

        return -1;
    }

    private readonly record struct Member(byte[] Name, MemberKind Kind, int Index);
}
