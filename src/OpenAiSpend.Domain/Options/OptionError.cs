using System.Globalization;

namespace OpenAiSpend.Domain.Options;

/// <summary>Something that the options of a room do not allow.</summary>
/// <param name="Option">The name of the property.</param>
/// <param name="Message">What was found and what is allowed, without a full stop. Never a secret.</param>
public sealed record OptionError(string Option, string Message)
{
    /// <summary>An error, unless all is well.</summary>
    public static IEnumerable<OptionError> Unless(bool isWell, string option, string message) => isWell ? [] : [new OptionError(option, message)];

    /// <summary>Refuses options that have errors.</summary>
    /// <exception cref="ArgumentException">There are errors; the message has all of them.</exception>
    public static void ThrowIfAny(IEnumerable<OptionError> errors, string parameter)
    {
        var message = string.Join("; ", errors.Select(static error => $"{error.Option}: {error.Message}"));
        if (message.Length > 0)
        {
            throw new ArgumentException($"{message}.", parameter);
        }
    }
}

/// <summary>What the value of an option may be.</summary>
/// <param name="Least">The least.</param>
/// <param name="Most">The most.</param>
public sealed record OptionRange<T>(T Least, T Most)
    where T : IComparable<T>
{
    /// <summary>Whether a value is allowed.</summary>
    public bool Allows(T value) => Least.CompareTo(value) <= 0 && Most.CompareTo(value) >= 0;

    /// <summary>The error of a value that is not allowed; nothing for one that is.</summary>
    public IEnumerable<OptionError> Check(string option, T value) => OptionError.Unless(
        Allows(value), option, string.Create(CultureInfo.InvariantCulture, $"{value} was found; from {Least} to {Most} is allowed"));
}
