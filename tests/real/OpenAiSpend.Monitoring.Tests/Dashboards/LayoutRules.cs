namespace OpenAiSpend.Monitoring.Tests.Dashboards;

/// <summary>Where panels lie.</summary>
internal static class LayoutRules
{
    private const int Columns = 24;

    public static IEnumerable<string> Findings(Dashboard dashboard) => dashboard.Layers.SelectMany(Findings);

    private static IEnumerable<string> Findings(IReadOnlyList<Panel> layer)
    {
        foreach (var (panel, i) in layer.Select(static (panel, i) => (panel, i)))
        {
            if (panel.Place.X < 0 || panel.Place.Width < 1 || panel.Place.Height < 1 || panel.Place.X + panel.Place.Width > Columns)
            {
                yield return $"The {panel} does not fit into {Columns} columns.";
            }

            foreach (var other in layer.Skip(i + 1).Where(other => Overlap(panel.Place, other.Place)))
            {
                yield return $"The {panel} and the {other} overlap.";
            }
        }
    }

    private static bool Overlap((int X, int Y, int Width, int Height) one, (int X, int Y, int Width, int Height) other) =>
        one.X < other.X + other.Width && other.X < one.X + one.Width && one.Y < other.Y + other.Height && other.Y < one.Y + one.Height;
}
