using System.Collections.Immutable;
using FastArb.Ring;

namespace FastArb.Pipeline;

// The rules, in the order of their weight:
// 1. A thread that never sleeps has a physical core to itself, and stays on it.
// 2. Below four cores nothing is pinned, and at most one thread spins, and only if it is asked for: what else
//    is to run needs a turn.
// 3. From four cores on, one is the reader's, one is left to all other work, and each lane has one.
// 4. A quota of CPU time counts as so many whole cores, which are shared with others: no spinning, no pins.

/// <summary>Makes one <see cref="LanePlan"/>.</summary>
internal sealed partial class LanePlanner
{
    private const int CoresForSpinning = 4;

    private readonly MachineFacts _machine;
    private readonly LaneWishes _wishes;
    private readonly int _handlers;

    // Those that threads may be put on.
    private readonly ImmutableArray<MachineCore> _usable;
    private readonly int _physical;

    // How many physical cores there is time for.
    private readonly int _cores;
    private readonly bool _isShared;

    public LanePlanner(MachineFacts machine, LaneWishes wishes, int handlers)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(handlers);
        _machine = machine;
        _wishes = wishes;
        _handlers = handlers;
        _usable =
        [
            .. machine.Cores.Where(core =>
                machine.Allowed.Contains(core.Number) || wishes.Cores.Contains(core.Number)
            ),
        ];
        _physical = PhysicalOf(_usable);
        _isShared = machine.Quota < _usable.Length;
        _cores = _isShared ? Math.Clamp((int)machine.Quota!.Value, 1, _physical) : _physical;
    }

    private bool IsFused => _wishes.Lanes == 0 && _handlers > 0;

    public LanePlan Plan()
    {
        int lanes = LaneCount();
        int threads = IsFused ? 1 : lanes + 1;
        ImmutableArray<MachineCore> named = NamedCores(threads);
        bool hasRoom =
            !_isShared && _cores >= CoresForSpinning && threads < _cores && PhysicalOf(named) == named.Length;
        WaitStyle style =
            _wishes.WaitStyle ?? (hasRoom && _machine.CanPin ? WaitStyle.BusySpin : WaitStyle.Hybrid);
        bool spins = style is WaitStyle.BusySpin or WaitStyle.Yielding;
        if (spins)
        {
            CheckSpinning(lanes, threads, named);
        }

        ImmutableArray<MachineCore> seats =
            !named.IsEmpty ? named
            : (hasRoom || spins) && _machine.CanPin ? Nearest(threads)
            : [];
        int? CoreOf(int thread) => seats.IsEmpty ? null : seats[IsFused ? 0 : thread].Number;
        LanePlan plan = new()
        {
            Lanes =
            [
                .. Enumerable
                    .Range(0, lanes)
                    .Select(lane => LaneSeat.Of(lane, lanes, _handlers, CoreOf(lane + 1))),
            ],
            IsFused = IsFused,
            ReaderCore = CoreOf(0),
            SystemCores = seats.IsEmpty ? [] : SystemCores(seats),
            // Where no lane waits at the ring, writers do, and they need not be woken.
            WaitStyle = threads == 1 ? WaitStyle.Sleeping : style,
            ReaderSpins = spins && (threads == 1 || _cores >= CoresForSpinning),
        };
        return plan with { Reasons = [.. Reasons(plan, seats)] };
    }

    private int LaneCount()
    {
        if (_wishes.Lanes > Math.Max(1, _handlers))
        {
            throw new InvalidDataException(
                $"{_wishes.Lanes} lanes are more than there are handlers ({_handlers})"
            );
        }

        int most =
            !_wishes.Cores.IsEmpty ? _wishes.Cores.Length - 1
            : _cores < CoresForSpinning ? 1
            : _cores - 2;
        return Math.Min(_handlers, IsFused ? 1 : _wishes.Lanes ?? most);
    }

    private ImmutableArray<MachineCore> NamedCores(int threads)
    {
        if (_wishes.Cores.IsEmpty)
        {
            return [];
        }

        if (!_machine.CanPin)
        {
            throw new InvalidDataException("this system cannot keep a thread on a core");
        }

        List<MachineCore> named = [];
        foreach (int number in _wishes.Cores)
        {
            MachineCore core =
                _usable.FirstOrDefault(one => one.Number == number)
                ?? throw new InvalidDataException(
                    $"there is no core {number} (switched on: {CoreList.Text(Numbers(_machine.Cores))})"
                );
            if (!_machine.Allowed.Contains(number) && !_machine.Isolated.Contains(number))
            {
                throw new InvalidDataException(
                    $"core {number} is not for this process (allowed: {CoreList.Text(_machine.Allowed)};"
                        + " taskset, a cpuset or a service's CPUAffinity= says so)"
                );
            }

            if (named.Contains(core))
            {
                throw new InvalidDataException($"core {number} is named twice");
            }

            named.Add(core);
        }

        return named.Count == threads && (IsFused || _handlers == 0 || threads > 1)
            ? [.. named]
            : throw new InvalidDataException(
                $"{Count(named.Count, "core")} {(named.Count == 1 ? "is" : "are")} named; "
                    + (
                        IsFused ? "a fused lane needs only the reader's"
                        : _wishes.Lanes is null
                            ? $"the reader needs one, and each of at most {_handlers} lanes another"
                        : $"the reader needs one, and each of {_wishes.Lanes} lanes another"
                    )
            );
    }

    private void CheckSpinning(int lanes, int threads, ImmutableArray<MachineCore> named)
    {
        string? fault =
            _isShared ? $"a control group grants {Quota} cores of CPU time, and waiting would use it up"
            : PhysicalOf(named) < named.Length ? "two of the named cores are one physical core"
            : _cores == 1 ? "nothing else could run on the only core"
            : threads > _cores
                ? $"{threads} threads that never sleep need as many cores, and there are {_cores}"
            : _cores < CoresForSpinning && !IsFused && lanes > 1
                ? $"below {CoresForSpinning} cores one lane may spin, not {lanes}"
            : null;
        if (fault is not null)
        {
            throw new InvalidDataException(fault);
        }
    }

    // One thread of each physical core: the fast ones first, around the level-3 cache that most of them
    // share. The kernel serves interrupts on core 0, so that one comes last among its like.
    private ImmutableArray<MachineCore> Nearest(int threads)
    {
        MachineCore[] candidates = [.. _usable.DistinctBy(core => core.Physical)];
        MachineCore home = candidates
            .Where(core => core.Physical != 0)
            .DefaultIfEmpty(candidates[0])
            .GroupBy(core => (core.IsSmall, core.Cache))
            .OrderBy(group => group.Key.IsSmall)
            .ThenByDescending(group => Math.Min(threads, group.Count()))
            .First()
            .First();
        return
        [
            .. candidates
                .OrderBy(core => core.IsSmall)
                .ThenBy(core => core.Physical == 0)
                .ThenBy(core => Distance(home, core))
                .ThenBy(core => core.Number)
                .Take(threads),
        ];
    }

    private static int Distance(MachineCore from, MachineCore to) =>
        from.Cache == to.Cache ? 0
        : from.Node == to.Node ? 1
        : from.Package == to.Package ? 2
        : 3;

    // Whole cores, those near the reader before all others: what is loaded there lies in its memory. Where
    // none is left, the second threads of the lanes' cores, but not that of the reader's.
    private ImmutableArray<int> SystemCores(ImmutableArray<MachineCore> seats)
    {
        MachineCore[] FreeOf(IEnumerable<MachineCore> busy) =>
            [.. _usable.Where(core => busy.All(one => one.Physical != core.Physical))];
        MachineCore[] whole = FreeOf(seats);
        MachineCore[] near = [.. whole.Where(core => core.Node == seats[0].Node)];
        return
        [
            .. Numbers(
                near.Length > 0 ? near
                : whole.Length > 0 ? whole
                : FreeOf(seats.Take(1)).Except(seats)
            ),
        ];
    }

    private static int PhysicalOf(ImmutableArray<MachineCore> cores) =>
        cores.DistinctBy(core => core.Physical).Count();

    private static IEnumerable<int> Numbers(IEnumerable<MachineCore> cores) =>
        cores.Select(core => core.Number).Order();
}
