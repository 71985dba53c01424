// Runs on the lane's thread, at the beginning, in the middle and at the end of each event.
// May not allocate or lock; reads the clock once a log, and for nothing else.
// Costs that reading and 3 ns for the histogram.
using System.Runtime.CompilerServices;
using FastArb.Chain;
using FastArb.Metrics;

namespace FastArb.Pipeline;

/// <summary>
/// How long after their receive call logs reach the end of each stage of one lane. One reading of the clock a
/// log: of sixteen, drawn by sequence, fourteen are timed at the end and one each at the other two stages.
/// </summary>
public sealed class LaneMetrics
{
    private const ulong Prime = 0x9E37_79B9_7F4A_7C15;
    private const int DrawShift = 60;
    private const int None = -1;

    private static readonly int s_stages = Enum.GetValues<LaneStage>().Length;

    private readonly LatencyHistogram[] _stages =
    [
        .. Enumerable.Range(0, s_stages).Select(_ => new LatencyHistogram(LatencyHistogram.Coarse)),
    ];

    private int _due = None;

    /// <summary>Written by the lane's thread; others take copies.</summary>
    public LatencyHistogram this[LaneStage stage] => _stages[(int)stage];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void OnTaken(ref readonly ChainEvent e)
    {
        _due = e.Kind == ChainEventKind.Log && e.ReceiveTime != 0 ? Draw(e.Sequence) : None;
        OnEndOf(LaneStage.Publish, in e);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void OnEndOf(LaneStage stage, ref readonly ChainEvent e)
    {
        if (_due == (int)stage)
        {
            _stages[(int)stage].Record(MetricClock.Now - e.ReceiveTime);
        }
    }

    // Not every sixteenth: logs may come in a rhythm.
    private static int Draw(long sequence)
    {
        ulong draw = ((ulong)sequence * Prime) >> DrawShift;
        return (int)Math.Min(draw, (ulong)LaneStage.EndToEnd);
    }
}
