using System.Collections.Immutable;
using System.Globalization;
using FastArb.Pipeline;

namespace FastArb.Tests.Pipeline.Plan;

/// <summary>Machines that are not here, described as Linux would.</summary>
internal static class DescribedMachine
{
    /// <summary>
    /// So many sockets of so many level-3 caches of so many cores of so many threads. Numbered as Linux does:
    /// the first threads of all cores, then the second ones.
    /// </summary>
    public static MachineFacts Of(int cores, int threads = 1, int caches = 1, int packages = 1)
    {
        int physical = packages * caches * cores;
        return All([
            .. Enumerable
                .Range(0, physical * threads)
                .Select(number => new MachineCore(
                    number,
                    number % physical,
                    number % physical / cores * cores,
                    number % physical / (cores * caches),
                    number % physical / (cores * caches)
                )),
        ]);
    }

    /// <summary>Fast cores of two threads, numbered in pairs, then small ones: Intel's laptops.</summary>
    public static MachineFacts Hybrid(int fast, int small) =>
        All([
            .. Enumerable.Range(0, fast * 2).Select(number => new MachineCore(number, number & ~1, 0)),
            .. Enumerable
                .Range(fast * 2, small)
                .Select(number => new MachineCore(number, number, 0, IsSmall: true)),
        ]);

    public static MachineFacts With(this MachineFacts machine, string allowed) =>
        machine with
        {
            Allowed = CoreList.Parse(allowed)!.Value,
        };

    public static MachineFacts WithQuota(this MachineFacts machine, double quota) =>
        machine with
        {
            Quota = quota,
        };

    /// <summary>What is switched off is in no list of the system.</summary>
    public static MachineFacts Without(this MachineFacts machine, params int[] offline)
    {
        MachineCore[] left = [.. machine.Cores.Where(core => !offline.Contains(core.Number))];
        return machine with
        {
            Cores =
            [
                .. left.Select(core =>
                    core with
                    {
                        Physical = left.First(other => other.Physical == core.Physical).Number,
                        Cache = left.First(other => other.Cache == core.Cache).Number,
                    }
                ),
            ],
            Allowed = [.. machine.Allowed.Except(offline)],
        };
    }

    /// <summary>The files of which the same facts are to be read.</summary>
    public static void WriteTo(this MachineFacts machine, string root)
    {
        const string Cpus = "sys/devices/system/cpu";
        void Write(string path, string content)
        {
            string full = Path.Combine(root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, content + "\n");
        }

        string ListOf(Func<MachineCore, bool> belongs) =>
            CoreList.Text(machine.Cores.Where(belongs).Select(core => core.Number));
        Write("proc/self/status", $"Name:\tx\nCpus_allowed_list:\t{CoreList.Text(machine.Allowed)}");
        Write($"{Cpus}/online", ListOf(_ => true));
        Write($"{Cpus}/isolated", machine.Isolated.IsEmpty ? "" : CoreList.Text(machine.Isolated));
        foreach (MachineCore core in machine.Cores)
        {
            string folder = string.Create(CultureInfo.InvariantCulture, $"{Cpus}/cpu{core.Number}");
            Write(
                $"{folder}/topology/physical_package_id",
                core.Package.ToString(CultureInfo.InvariantCulture)
            );
            Write($"{folder}/topology/core_cpus_list", ListOf(other => other.Physical == core.Physical));
            Write($"{folder}/cache/index0/level", "1");
            Write($"{folder}/cache/index0/shared_cpu_list", ListOf(other => other.Physical == core.Physical));
            Write($"{folder}/cache/index3/level", "3");
            Write($"{folder}/cache/index3/shared_cpu_list", ListOf(other => other.Cache == core.Cache));
        }

        foreach (int node in machine.Cores.Select(core => core.Node).Distinct())
        {
            Write(
                string.Create(CultureInfo.InvariantCulture, $"sys/devices/system/node/node{node}/cpulist"),
                ListOf(core => core.Node == node)
            );
        }

        if (machine.Cores.Any(core => core.IsSmall))
        {
            Write("sys/devices/cpu_atom/cpus", ListOf(core => core.IsSmall));
        }

        if (machine.Quota is double quota)
        {
            Write("proc/self/cgroup", "0::/box");
            Write(
                "sys/fs/cgroup/box/cpu.max",
                string.Create(CultureInfo.InvariantCulture, $"{(int)(quota * 100_000)} 100000")
            );
        }
    }

    private static MachineFacts All(ImmutableArray<MachineCore> cores) =>
        new() { Cores = cores, Allowed = [.. cores.Select(core => core.Number)] };
}
