namespace OpenAiSpend.Program.Tests.Books;

/// <summary>An organization whose names hold quotes, backslashes and line feeds, in the old envelope, with costs by API key as well.</summary>
public sealed class HostileOrganization : ReadOrganization
{
    public override bool ByApiKey => true;

    protected override string Scenario => "hostile-names,old-envelope";

    protected override bool ShowsNames => true;
}
