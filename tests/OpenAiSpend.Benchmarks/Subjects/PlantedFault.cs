namespace OpenAiSpend.Benchmarks.Subjects;

/// <summary>Something that somebody should be told of.</summary>
/// <param name="What">What it is, for the table.</param>
/// <param name="ProjectId">Where.</param>
/// <param name="Day">The day on which it begins.</param>
internal sealed record PlantedFault(string What, string ProjectId, DateOnly Day)
{
    /// <summary>How many days it lasts.</summary>
    public int Days { get; init; } = 1;

    /// <summary>How many times the usual is used and billed.</summary>
    public decimal Factor { get; init; } = 1;

    /// <summary>How many times the usual is billed, for what is used as usual.</summary>
    public decimal PriceFactor { get; init; } = 1;

    /// <summary>Dollars a day of a model that was not there before.</summary>
    public decimal NewModelUsd { get; init; }

    /// <summary>The key that runs away for three hours.</summary>
    public string? ApiKeyId { get; init; }

    /// <summary>When on the day it runs away.</summary>
    public TimeSpan From { get; init; }

    /// <summary>How many tokens an hour it burns.</summary>
    public decimal TokensPerHour { get; init; }

    /// <summary>When it begins.</summary>
    public DateTimeOffset Begin => new DateTimeOffset(Day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) + From;

    public decimal UsageFactor(string projectId, DateOnly date) => IsOn(projectId, date) ? Factor : 1;

    public decimal CostFactor(string projectId, DateOnly date) => IsOn(projectId, date) ? Factor * PriceFactor : 1;

    /// <summary>What the key has burned of a day at an instant.</summary>
    public decimal RunawayTokens(DateOnly date, DateTimeOffset at) => ApiKeyId is not null && date == Day ? TokensPerHour * Math.Clamp((decimal)(at - Begin).TotalHours, 0, 3) : 0;

    private bool IsOn(string projectId, DateOnly date) => projectId == ProjectId && date >= Day && date < Day.AddDays(Days);
}
