using System.Collections.Immutable;
using System.Globalization;

namespace FastArb.Pipeline;

/// <summary>The cores of a machine, how near they are to each other, and which of them are ours.</summary>
public sealed record MachineFacts
{
    /// <summary>Those that are switched on, by number.</summary>
    public required ImmutableArray<MachineCore> Cores { get; init; }

    /// <summary>The numbers of those that affinity and cpuset leave to this process, ascending.</summary>
    public required ImmutableArray<int> Allowed { get; init; }

    /// <summary>Those that the kernel gives to nobody who does not name them (<c>isolcpus</c>).</summary>
    public ImmutableArray<int> Isolated { get; init; } = [];

    /// <summary>CPU time per wall time that a control group grants, in cores; null: no limit.</summary>
    public double? Quota { get; init; }

    /// <summary>Whether a thread can be kept on a core.</summary>
    public bool CanPin { get; init; } = true;

    /// <summary>What Linux says in files below a root; elsewhere, cores that nothing is known of.</summary>
    public static MachineFacts Read(string root = "/")
    {
        string status = Path.Combine(root, "proc/self/status");
        string cpus = Path.Combine(root, "sys/devices/system/cpu");
        ImmutableArray<int>? given = CoreList.Parse(
            MachineText.Field(MachineText.Read(status), "Cpus_allowed_list")
        );
        ImmutableArray<int> online =
            CoreList.Parse(MachineText.Read(Path.Combine(cpus, "online")))
            ?? given
            ?? [.. Enumerable.Range(0, Environment.ProcessorCount)];
        ImmutableArray<int> allowed = [.. (given ?? online).Intersect(online)];
        return new MachineFacts
        {
            Cores = CoresOf(root, cpus, online),
            Allowed = allowed.IsEmpty ? online : allowed,
            Isolated =
            [
                .. (CoreList.Parse(MachineText.Read(Path.Combine(cpus, "isolated"))) ?? []).Intersect(online),
            ],
            Quota = MachineQuota.Tightest(
                Path.Combine(root, "proc/self/cgroup"),
                Path.Combine(root, "sys/fs/cgroup")
            ),
            CanPin = OperatingSystem.IsLinux(),
        };
    }

    private static ImmutableArray<MachineCore> CoresOf(string root, string cpus, ImmutableArray<int> online)
    {
        Dictionary<int, int> nodes = NodesOf(Path.Combine(root, "sys/devices/system/node"));
        HashSet<int> small = SmallOnes(root, cpus, online);
        return
        [
            .. online.Select(number =>
            {
                string folder = Path.Combine(
                    cpus,
                    string.Create(CultureInfo.InvariantCulture, $"cpu{number}")
                );
                string topology = Path.Combine(folder, "topology");
                return new MachineCore(
                    number,
                    LowestIn(topology, "core_cpus_list", "thread_siblings_list") ?? number,
                    LowestOfCache(folder)
                        ?? LowestIn(topology, "package_cpus_list", "core_siblings_list")
                        ?? 0,
                    nodes.GetValueOrDefault(number),
                    Math.Max(0, Number(Path.Combine(topology, "physical_package_id")) ?? 0),
                    small.Contains(number)
                );
            }),
        ];
    }

    // The lowest number in the first of these lists that exists; newer kernels have newer names.
    private static int? LowestIn(string folder, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (CoreList.Parse(MachineText.Read(Path.Combine(folder, name))) is [int lowest, ..])
            {
                return lowest;
            }
        }

        return null;
    }

    private static int? LowestOfCache(string folder)
    {
        string caches = Path.Combine(folder, "cache");
        foreach (string index in Directory.Exists(caches) ? Directory.GetDirectories(caches, "index*") : [])
        {
            if (Number(Path.Combine(index, "level")) == 3)
            {
                return LowestIn(index, "shared_cpu_list");
            }
        }

        return null;
    }

    private static Dictionary<int, int> NodesOf(string folder)
    {
        Dictionary<int, int> nodes = [];
        foreach (string node in Directory.Exists(folder) ? Directory.GetDirectories(folder, "node*") : [])
        {
            if (
                int.TryParse(
                    Path.GetFileName(node).AsSpan("node".Length),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out int number
                )
            )
            {
                foreach (int core in CoreList.Parse(MachineText.Read(Path.Combine(node, "cpulist"))) ?? [])
                {
                    nodes[core] = number;
                }
            }
        }

        return nodes;
    }

    // x86 lists its small cores where it has two kinds; others give each core a capacity. Fast cores of one
    // kind differ by some percent, which makes none of them small.
    private static HashSet<int> SmallOnes(string root, string cpus, ImmutableArray<int> online)
    {
        if (CoreList.Parse(MachineText.Read(Path.Combine(root, "sys/devices/cpu_atom/cpus"))) is { } listed)
        {
            return [.. listed];
        }

        (int Core, int Capacity)[] capacities =
        [
            .. online.Select(core =>
                (
                    core,
                    Number(
                        Path.Combine(
                            cpus,
                            string.Create(CultureInfo.InvariantCulture, $"cpu{core}/cpu_capacity")
                        )
                    ) ?? 0
                )
            ),
        ];
        int most = capacities.Max(core => core.Capacity);
        return [.. capacities.Where(core => core.Capacity * 4 < most * 3).Select(core => core.Core)];
    }

    private static int? Number(string path) =>
        int.TryParse(
            MachineText.Read(path),
            NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out int number
        )
            ? number
            : null;
}
