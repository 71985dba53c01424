using System.Collections.Immutable;
using System.Globalization;
using FastArb.Ring;

namespace FastArb.Pipeline;

/// <content>Why a plan is as it is, for people.</content>
internal sealed partial class LanePlanner
{
    private static readonly ImmutableArray<string> s_distances =
    [
        "within the reader's level-3 cache",
        "outside that cache, in the reader's NUMA node",
        "outside that node, in the reader's socket",
        "in another socket",
    ];

    private string Quota => _machine.Quota!.Value.ToString("0.##", CultureInfo.InvariantCulture);

    private IEnumerable<string> Reasons(LanePlan plan, ImmutableArray<MachineCore> seats)
    {
        string where = _physical < _usable.Length ? $" on {_physical} physical ones" : string.Empty;
        yield return $"may use {Count(_usable.Length, "core")}{where}: {CoreList.Text(Numbers(_usable))}";
        if (_isShared)
        {
            yield return $"a control group grants {Quota} cores of CPU time, which counts as"
                + $" {_cores}: nothing spins";
        }

        yield return LanesReason(plan);
        yield return WaitReason(plan, seats);
        foreach (string place in PlaceReasons(plan, seats))
        {
            yield return place;
        }

        if (_machine.Isolated.Except(_wishes.Cores).Any())
        {
            yield return $"the kernel keeps {CoreList.Text(_machine.Isolated)} isolated:"
                + " used where named, and not otherwise";
        }
    }

    private string LanesReason(LanePlan plan)
    {
        string shared = $"{Count(_handlers, "handler")} on {Count(plan.Lanes.Length, "lane")}";
        return (plan.Lanes.Length, IsFused) switch
        {
            (0, _) => "no handlers, so no lanes",
            (_, true) =>
                "fused, as asked for: the reader runs the handlers itself, without a hop; one that hangs"
                    + " holds the feed",
            _ when _wishes.Lanes is not null => $"{shared}, as asked for",
            _ when !_wishes.Cores.IsEmpty =>
                $"{shared}: as many as there are cores named, after the reader's",
            _ when _cores < CoresForSpinning =>
                $"{shared}: more that take turns on {Count(_cores, "core")} wait milliseconds for each other",
            _ => $"{shared}: of {_cores} cores one is the reader's and one is left to all other work",
        };
    }

    private string WaitReason(LanePlan plan, ImmutableArray<MachineCore> seats)
    {
        bool lanesSpin = plan.WaitStyle is WaitStyle.BusySpin or WaitStyle.Yielding;
        int spinning = (plan.ReaderSpins ? 1 : 0) + (lanesSpin ? plan.Lanes.Length : 0);
        if (spinning > 0)
        {
            string hop = !lanesSpin ? string.Empty : "; 0.1 us from reader to lane";
            return $"{Count(spinning, "thread")} never asleep, so {Count(spinning, "core")} always busy{hop}";
        }

        string why =
            _wishes.WaitStyle is not null ? "as asked for"
            : _isShared ? "because of the quota"
            : !_machine.CanPin ? "because nothing can be pinned here"
            : _cores < CoresForSpinning ? $"below {CoresForSpinning} cores"
            : PhysicalOf(seats) < seats.Length ? "because two of them share a physical core"
            : "because no core would be left to other work";
        return $"threads that wait fall asleep, {why}: some 25 us to wake up";
    }

    private IEnumerable<string> PlaceReasons(LanePlan plan, ImmutableArray<MachineCore> seats)
    {
        if (seats.IsEmpty)
        {
            yield return "no thread is pinned: the system finds room better for threads that share cores";
            yield break;
        }

        MachineCore reader = seats[0];
        string sibling = _usable
            .Where(core => core.Physical == reader.Physical && core != reader)
            .Any(core => !Numbers(seats).Contains(core.Number) && !plan.SystemCores.Contains(core.Number))
            ? ", alone on its physical core"
            : string.Empty;
        string interrupts =
            _wishes.Cores.IsEmpty && reader.Physical != 0 && _usable.Any(core => core.Physical == 0)
                ? "; core 0 serves interrupts"
                : string.Empty;
        yield return $"reader on core {reader.Number}{sibling}{interrupts}";
        string[] near =
        [
            .. seats
                .Skip(1)
                .CountBy(core => Distance(reader, core))
                .OrderBy(group => group.Key)
                .Select(group => $"{group.Value} {s_distances[group.Key]}"),
        ];
        if (near.Length > 0)
        {
            yield return $"lanes: {string.Join(", ", near)}";
        }

        if (seats.Any(core => core.IsSmall))
        {
            IEnumerable<int> small = Numbers(seats.Where(core => core.IsSmall));
            yield return $"small cores are among them: {CoreList.Text(small)}";
        }

        yield return plan.SystemCores.IsEmpty
            ? "no core is left: all other threads take turns with these"
            : $"all other threads on {CoreList.Text(plan.SystemCores)}";
    }

    private static string Count(int count, string word) => count == 1 ? $"1 {word}" : $"{count} {word}s";
}
