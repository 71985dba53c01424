using System.Diagnostics.CodeAnalysis;

namespace FastArb.Ring;

/// <summary>
/// What a consumer does with events. A struct, so that the JIT sees through the calls; what it leaves out is
/// never called.
/// </summary>
[SuppressMessage("Naming", "CA1711", Justification = "The Disruptor's word")]
public interface IEventHandler<T>
    where T : unmanaged
{
    /// <summary>An event, in order; the last of a batch is told, to flush what was gathered.</summary>
    void OnEvent(ref T data, long sequence, bool endOfBatch);

    /// <summary>So many events are there and follow.</summary>
    void OnBatchStart(long batchSize) { }

    /// <summary>On the consumer's thread, before its first event of a run.</summary>
    void OnStart() { }

    /// <summary>On the consumer's thread, after its last event of a run, whatever ended it.</summary>
    void OnShutdown() { }
}
