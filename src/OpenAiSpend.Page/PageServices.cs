using Microsoft.Extensions.DependencyInjection;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Page.Polls;
using OpenAiSpend.Page.Sums;

namespace OpenAiSpend.Page;

/// <summary>Registers the room.</summary>
internal static class PageServices
{
    /// <summary>Adds what the page is made of. It listens to polls and requests beside the metrics, and so must be added after them.</summary>
    public static IServiceCollection AddPage(this IServiceCollection services, PageOptions options) => services
        .AddSingleton(options)
        .AddSingleton<SurfaceBoard>()
        .AddSingleton<PollObservers>()
        .AddSingleton<IPollObserver>(static services => services.GetRequiredService<PollObservers>())
        .AddSingleton<IRequestObserver>(static services => services.GetRequiredService<PollObservers>())
        .AddSingleton<PublishedSums>()
        .AddSingleton<ISnapshotSink>(static services => services.GetRequiredService<PublishedSums>());
}
