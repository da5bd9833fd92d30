namespace OpenAiSpend.Exporter.Web.Access;

/// <summary>Marks an endpoint that asks for no password or token: the health of the process, which orchestrators ask for without one.</summary>
internal sealed class OpenToAll
{
    public static readonly OpenToAll Mark = new();

    private OpenToAll()
    {
    }
}
