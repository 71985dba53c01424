using FastArb.Chain;

namespace FastArb.Perf;

/// <summary>Where <see cref="BlockImage"/>'s stamp is once the log is an event.</summary>
internal static class EventStamp
{
    private const int SyncWord = 2;
    private const int SwapWord = 6;

    /// <summary>
    /// A Sync's words are the address and two reserves; a Swap's the address, two topics and five words of
    /// data.
    /// </summary>
    public static long Of(ref readonly ChainEvent log)
    {
        (ulong stamp, _, _, _) = log.Words[
            log.WordCount == ChainEventWords.Count ? SwapWord : SyncWord
        ].Limbs;
        return (long)stamp;
    }
}
