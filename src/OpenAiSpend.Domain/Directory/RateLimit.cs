namespace OpenAiSpend.Domain.Directory;

/// <summary>How much a project may ask of one model. A limit that OpenAI does not give for the model is null.</summary>
/// <param name="ProjectId">The project.</param>
/// <param name="Model">The model, as usage names it where the project used it.</param>
public sealed record RateLimit(string ProjectId, string Model)
{
    /// <summary>Requests a minute.</summary>
    public decimal? RequestsPerMinute { get; init; }

    /// <summary>Tokens a minute.</summary>
    public decimal? TokensPerMinute { get; init; }

    /// <summary>Requests a day.</summary>
    public decimal? RequestsPerDay { get; init; }

    /// <summary>Images a minute.</summary>
    public decimal? ImagesPerMinute { get; init; }

    /// <summary>Megabytes of audio a minute.</summary>
    public decimal? AudioMegabytesPerMinute { get; init; }

    /// <summary>Input tokens of batches a day.</summary>
    public decimal? BatchInputTokensPerDay { get; init; }
}
