namespace OpenAiSpend.Installation.Tests.Packages;

/// <summary>The settings of an installed unit.</summary>
internal sealed class SystemdUnit(string file)
{
    private readonly string[] _lines = File.ReadAllLines(file);

    /// <summary>The one value of a setting.</summary>
    public string this[string setting] => Assert.Single(_lines, line => line.StartsWith($"{setting}=", StringComparison.Ordinal))[(setting.Length + 1)..];
}
