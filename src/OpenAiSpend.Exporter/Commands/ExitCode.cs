using OpenAiSpend.Domain.Reading;

namespace OpenAiSpend.Exporter.Commands;

/// <summary>What the program tells the shell.</summary>
internal static class ExitCode
{
    /// <summary>All is well.</summary>
    public const int Ok = 0;

    /// <summary>It could not do what it was asked to, such as listen on its port or write its file.</summary>
    public const int Failed = 1;

    /// <summary>The configuration or the command line cannot be used.</summary>
    public const int Configuration = 2;

    /// <summary>OpenAI does not accept the key, or the key lacks a scope.</summary>
    public const int Authorization = 3;

    /// <summary>OpenAI asks to slow down.</summary>
    public const int RateLimit = 4;

    /// <summary>OpenAI cannot be reached, is silent or fails.</summary>
    public const int Network = 5;

    /// <summary>What OpenAI answers makes no sense, or lacks days that were asked for.</summary>
    public const int Malformed = 6;

    /// <summary>It was interrupted: 128 and the number of the signal, as shells have it.</summary>
    public const int Interrupted = 130;

    /// <summary>It was asked to end.</summary>
    public const int Terminated = 143;

    /// <summary>What a failed read comes to.</summary>
    public static int Of(PollOutcome outcome) => outcome switch
    {
        PollOutcome.Unauthorized or PollOutcome.Forbidden => Authorization,
        PollOutcome.RateLimited => RateLimit,
        PollOutcome.Network or PollOutcome.Timeout or PollOutcome.ServerError => Network,
        PollOutcome.Malformed => Malformed,
        _ => Failed,
    };
}
