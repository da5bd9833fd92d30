namespace OpenAiSpend.Program.Tests.Books;

/// <summary>The ordinary organization, read as the exporter reads by itself, with a key that may not read names.</summary>
public sealed class OrdinaryOrganization : ReadOrganization
{
    public override bool ByApiKey => false;

    protected override string Scenario => "default";

    protected override bool ShowsNames => false;
}
