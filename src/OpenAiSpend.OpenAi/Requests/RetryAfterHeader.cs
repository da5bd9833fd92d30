using System.Globalization;
using System.Net.Http.Headers;

namespace OpenAiSpend.OpenAi.Requests;

/// <summary>How long a server asks to wait before the next request: <c>retry-after-ms</c>, or <c>Retry-After</c> in seconds or as an HTTP date.</summary>
internal static class RetryAfterHeader
{
    /// <summary>The longest wait within a read.</summary>
    public static readonly TimeSpan LongestInRead = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait that is obeyed; who asks for more gets this.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>The wait that the headers ask for, at most <see cref="Longest"/>, or null where they ask for none, or not in a way that makes sense.</summary>
    public static TimeSpan? Of(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (First(headers, "retry-after-ms") is { } milliseconds && Whole(milliseconds) is { } ms)
        {
            return Wait(ms / 1000);
        }

        if (First(headers, "Retry-After") is not { } value)
        {
            return null;
        }

        if (Whole(value) is { } seconds)
        {
            return Wait(seconds);
        }

        return RetryConditionHeaderValue.TryParse(value, out var parsed) && parsed.Date is { } date ? Wait((date - now).TotalSeconds) : null;
    }

    private static string? First(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) && values.Count > 0 ? values.First().Trim() : null;

    private static double? Whole(string value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static TimeSpan? Wait(double seconds) =>
        seconds <= 0 ? null : seconds >= Longest.TotalSeconds ? Longest : TimeSpan.FromSeconds(seconds);
}
