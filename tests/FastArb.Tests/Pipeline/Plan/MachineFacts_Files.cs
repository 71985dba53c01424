using FastArb.Pipeline;
using FastArb.Tests.FrontDoor;
using Xunit;

namespace FastArb.Tests.Pipeline.Plan;

/// <summary>Linux's description of a machine, read from folders that describe others than this one.</summary>
public sealed class MachineFacts_Files : IDisposable
{
    private readonly ScratchFolder _root = new();

    public static TheoryData<string> Machines => [.. s_machines.Keys];

    private static readonly Dictionary<string, MachineFacts> s_machines = new(StringComparer.Ordinal)
    {
        ["2 cores"] = DescribedMachine.Of(2),
        ["laptop"] = DescribedMachine.Of(4, threads: 2),
        ["hybrid"] = DescribedMachine.Hybrid(6, 8),
        ["dies and sockets"] = DescribedMachine.Of(4, threads: 2, caches: 4, packages: 2),
        ["container"] = DescribedMachine.Of(16).WithQuota(1.5),
        ["holes"] = DescribedMachine.Of(8, threads: 2).With("1,3-5,9"),
        ["switched off"] = DescribedMachine.Of(8, threads: 2).Without(0, 3, 12),
        ["isolated"] = DescribedMachine.Of(8).With("0-3") with { Isolated = [4, 5, 7] },
    };

    public void Dispose() => _root.Dispose();

    [Theory]
    [MemberData(nameof(Machines))]
    public void A_machine_is_read_as_it_is_described(string name)
    {
        MachineFacts machine = s_machines[name];
        machine.WriteTo(_root.FullPath);
        MachineFacts read = MachineFacts.Read(_root.FullPath);
        Assert.Equal(machine.Cores, read.Cores);
        Assert.Equal(machine.Allowed, read.Allowed);
        Assert.Equal(machine.Isolated, read.Isolated);
        Assert.Equal(machine.Quota, read.Quota);
    }

    [Fact]
    public void Allowed_cores_that_are_switched_off_do_not_count()
    {
        DescribedMachine.Of(8).Without(4, 5).WriteTo(_root.FullPath);
        Write("proc/self/status", "Cpus_allowed_list:\t0-1,4-1023");
        Assert.Equal([0, 1, 6, 7], MachineFacts.Read(_root.FullPath).Allowed);
    }

    [Fact]
    public void Cores_of_much_less_capacity_are_small_and_of_a_little_less_are_not()
    {
        DescribedMachine.Of(4).WriteTo(_root.FullPath);
        foreach (
            (int core, int capacity) in (ReadOnlySpan<(int, int)>)[(0, 1024), (1, 990), (2, 446), (3, 446)]
        )
        {
            Write($"sys/devices/system/cpu/cpu{core}/cpu_capacity", $"{capacity}");
        }

        Assert.Equal(
            [false, false, true, true],
            MachineFacts.Read(_root.FullPath).Cores.Select(core => core.IsSmall)
        );
    }

    [Fact]
    public void Older_kernels_have_other_names()
    {
        Write("sys/devices/system/cpu/online", "0-3");
        foreach (int core in (ReadOnlySpan<int>)[0, 1, 2, 3])
        {
            string topology = $"sys/devices/system/cpu/cpu{core}/topology";
            Write($"{topology}/thread_siblings_list", core < 2 ? "0-1" : "2-3");
            Write($"{topology}/core_siblings_list", "0-3");
            Write($"{topology}/physical_package_id", "-1");
        }

        Assert.Equal(
            [new(0, 0, 0), new(1, 0, 0), new(2, 2, 0), new(3, 2, 0)],
            MachineFacts.Read(_root.FullPath).Cores
        );
    }

    [Fact]
    public void Where_the_system_says_nothing_the_runtime_is_believed()
    {
        MachineFacts unknown = MachineFacts.Read(_root.FullPath);
        Assert.Equal(Environment.ProcessorCount, unknown.Cores.Length);
        Assert.Equal(unknown.Cores.Select(core => core.Number), unknown.Allowed);
        Assert.NotEmpty(LanePlan.For(unknown, new LaneWishes(), handlers: 12).Lanes);
    }

    [Fact]
    public void Unreadable_text_is_as_if_it_were_absent()
    {
        DescribedMachine.Of(2).WriteTo(_root.FullPath);
        Write("sys/devices/system/cpu/online", "a-b");
        Write("sys/devices/system/cpu/cpu0/cache/index3/level", "three");
        Write("sys/devices/system/cpu/cpu0/topology/core_cpus_list", "0-99999999");
        Write("sys/devices/system/node/nodex/cpulist", "0");
        Assert.Equal([0, 1], MachineFacts.Read(_root.FullPath).Cores.Select(core => core.Physical));
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("0-3", "0-3")]
    [InlineData("0-3,8,10-11\n", "0-3,8,10-11")]
    [InlineData("0,1,2,7", "0-2,7")]
    [InlineData("7,1-2,2", "1-2,7")]
    public void Lists_of_cores_are_read_and_written(string text, string again) =>
        Assert.Equal(again, CoreList.Text(CoreList.Parse(text)!.Value));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("3-1")]
    [InlineData("x")]
    [InlineData("1-2-3")]
    [InlineData("-1")]
    [InlineData("0-4000000000")]
    public void Other_text_is_no_list(string? text) => Assert.Null(CoreList.Parse(text));

    [Fact]
    public void The_tightest_quota_on_the_way_up_counts_in_version_2()
    {
        Write("proc/self/cgroup", "0::/outer/inner");
        Write("sys/fs/cgroup/outer/inner/cpu.max", "max 100000");
        Write("sys/fs/cgroup/outer/cpu.max", "150000 100000");
        Assert.Equal(1.5, MachineFacts.Read(_root.FullPath).Quota);
    }

    [Fact]
    public void Version_1_quotas_are_two_files_and_minus_one_is_none()
    {
        Write("proc/self/cgroup", "9:name=systemd:/\n4:cpu,cpuacct:/box");
        Write("sys/fs/cgroup/cpu/box/cpu.cfs_quota_us", "-1");
        Write("sys/fs/cgroup/cpu/box/cpu.cfs_period_us", "100000");
        Assert.Null(MachineFacts.Read(_root.FullPath).Quota);
        Write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "50000");
        Write("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000");
        Assert.Equal(0.5, MachineFacts.Read(_root.FullPath).Quota);
    }

    private void Write(string path, string content)
    {
        string full = Path.Combine(_root.FullPath, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content + "\n");
    }
}
