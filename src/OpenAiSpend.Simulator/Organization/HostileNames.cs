namespace OpenAiSpend.Simulator;

/// <summary>Texts that break careless escaping. Each is a legal name as far as anybody knows.</summary>
internal static class HostileNames
{
    private static readonly string[] Texts =
    [
        "say \"hello\"",
        "C:\\temp\\new\\",
        "first line\nsecond line\r\n\ttabbed",
        "<script>alert('spend')</script>",
        "\u202Eright to left\u202C עברית",
        new string('w', 300),
        "a,b | c, d{label=\"x\"} # EOF",
        "  \u00a0\u200Bblank ends \U0001F4B8 ",
    ];

    public static string For(int index) => Texts[index % Texts.Length];
}
