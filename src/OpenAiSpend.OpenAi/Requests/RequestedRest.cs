using System.Globalization;
using System.Net.Http.Headers;

namespace OpenAiSpend.OpenAi.Requests;

/// <summary>How long a server asks to be left alone: <c>retry-after-ms</c>, or <c>Retry-After</c> in seconds or as an HTTP date.</summary>
internal static class RequestedRest
{
    /// <summary>The longest rest that a read waits for by itself.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>The longest rest that is believed at all.</summary>
    public static readonly TimeSpan Credible = TimeSpan.FromHours(1);

    private static readonly TimeSpan Incredible = TimeSpan.FromDays(365);

    /// <summary>The rest that the headers ask for, or null where they ask for none, or not in a way that makes sense.</summary>
    public static TimeSpan? Of(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (First(headers, "retry-after-ms") is { } milliseconds && Whole(milliseconds) is { } ms)
        {
            return Rest(ms / 1000);
        }

        if (First(headers, "Retry-After") is not { } value)
        {
            return null;
        }

        if (Whole(value) is { } seconds)
        {
            return Rest(seconds);
        }

        return RetryConditionHeaderValue.TryParse(value, out var parsed) && parsed.Date is { } date && date > now ? date - now : null;
    }

    private static string? First(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) && values.Count > 0 ? values.First().Trim() : null;

    private static double? Whole(string value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static TimeSpan? Rest(double seconds) =>
        seconds <= 0 ? null : seconds > Incredible.TotalSeconds ? Incredible : TimeSpan.FromSeconds(seconds);
}
