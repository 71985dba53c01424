using System.Diagnostics;

namespace FastArb.Pipeline;

/// <summary>
/// Looks at lanes from beside them. A handler that holds its lane for too long is named and taken out:
/// the lane
/// is left behind, the feed goes on at once, and another lane is built from the recording without the
/// culprit.
/// What was found is part of the run: a replay takes the handler out at the same event.
/// </summary>
public sealed class LaneWatch
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const int NanosecondsPerMillisecond = 1_000_000;

    private readonly LaneSet _set;
    private readonly LaneOutbox _outbox;
    private readonly LaneWatchOptions _options;
    private readonly LaneSight[] _sights;
    private readonly Func<long>[] _starved;
    private readonly Lane[] _seen;
    private long _fusedSince = -1;
    private volatile HandlerFault? _holder;

    public LaneWatch(LaneSet lanes, LaneOutbox outbox, LaneWatchOptions options)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        ArgumentNullException.ThrowIfNull(options);
        _set = lanes;
        _outbox = outbox;
        _options = options;
        _sights = [.. lanes.Lanes.Select(_ => new LaneSight())];
        _starved = [.. lanes.Lanes.Select((_, seat) => (Func<long>)(() => lanes.StarvedNsOf(seat)))];
        _seen = [.. lanes.Lanes];
    }

    /// <summary>
    /// Who holds a lane that is not taken away from it, and since which event; null: nobody.
    /// </summary>
    public HandlerFault? Holder => _holder;

    /// <summary>Lanes that were built anew.</summary>
    public int Rebuilt { get; private set; }

    /// <summary>Looks until told to stop, in a thread that others give.</summary>
    public void Run(CancellationToken stop)
    {
        do
        {
            Look(
                (long)(Stopwatch.GetElapsedTime(0).Ticks * (NanosecondsPerSecond / TimeSpan.TicksPerSecond))
            );
        } while (!stop.WaitHandle.WaitOne((int)(LaneSight.PeriodNs / NanosecondsPerMillisecond)));
    }

    /// <summary>Looks once, at a time in nanoseconds that never goes back.</summary>
    public void Look(long now)
    {
        HandlerFault? holder = null;
        for (int seat = 0; seat < _sights.Length; seat++)
        {
            Lane lane = _set.Lanes[seat];
            if (lane.IsAbandoned)
            {
                continue;
            }

            if (lane != _seen[seat])
            {
                _seen[seat] = lane;
                _sights[seat].Forget();
            }

            long call = lane.Pulse.Call;
            if (_sights[seat].Look(now, call, IsNearlyFull(seat), _starved[seat]) is { } why)
            {
                string culprit = lane.Handlers[LanePulse.HandlerOf(call)].Name;
                HandlerFault fault = new(culprit, LanePulse.SequenceOf(call), $"holds {lane.Name}: {why}");
                holder = OnHeld(seat, fault) ? holder : fault;
            }
        }

        _holder = holder;
    }

    // Three quarters of what the reader could be ahead of this lane.
    private bool IsNearlyFull(int seat) =>
        _set.LagOf(seat) > _set.Ring.BufferSize / 4 * 3 && _options.IsLive();

    // Whether the lane was taken away.
    private bool OnHeld(int seat, HandlerFault fault)
    {
        if (!_options.Detaches)
        {
            return false;
        }

        if (_set.Plan.Lanes.IsFused && seat == 0)
        {
            if (_fusedSince != fault.Sequence)
            {
                _fusedSince = fault.Sequence;
                Record(fault);
                _options.OnFusedHang?.Invoke(fault);
            }

            return false;
        }

        // First of all the feed goes on.
        _set.Detach(seat);
        Record(fault);
        Rebuild(seat, fault);
        return true;
    }

    private void Record(HandlerFault fault)
    {
        if (_options.RunFolder is { } folder && Interventions.TryAdd(folder, fault) is { } failure)
        {
            fault = fault with { Reason = $"{fault.Reason}; it could not be recorded: {failure}" };
        }

        _outbox.Post(fault);
    }

    private void Rebuild(int seat, HandlerFault fault)
    {
        string why = "nothing is recorded";
        if (_options.RunFolder is { } folder)
        {
            try
            {
                _set.Rebuild(seat, fault.Handler, folder);
                Rebuilt++;
                return;
            }
            catch (Exception failure) when (failure is IOException or InvalidDataException)
            {
                why = failure.Message.ReplaceLineEndings(" ");
            }
        }

        Lane lost = _set.Lanes[seat];
        foreach (LaneHandler handler in lost.Handlers)
        {
            string reason = $"lost with {lost.Name}, which {fault.Handler} holds, and not built anew: {why}";
            _outbox.Post(new HandlerFault(handler.Name, lost.NextSequence, reason));
        }
    }
}
