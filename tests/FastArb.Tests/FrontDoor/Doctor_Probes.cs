using FastArb.Doctor;
using Xunit;

namespace FastArb.Tests.FrontDoor;

/// <summary>What doctor reads from the system, tried on systems that this one is not.</summary>
public sealed class Doctor_Probes : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("0", 1)]
    [InlineData("0-3", 4)]
    [InlineData("0-3,8,10-11\n", 7)]
    [InlineData("", null)]
    [InlineData("3-1", null)]
    [InlineData("x", null)]
    public void Lists_of_cpus_are_counted(string text, int? expected) =>
        Assert.Equal(expected, CpuList.Count(text));

    [Fact]
    public void The_tightest_quota_on_the_way_up_counts_in_version_2()
    {
        string membership = _scratch.Write("cgroup", "0::/outer/inner");
        SystemFile("outer/inner", "cpu.max", "max 100000");
        SystemFile("outer", "cpu.max", "150000 100000");
        Assert.Equal(1.5, CgroupQuotas.Tightest(membership, _scratch.FullPath));
    }

    [Fact]
    public void Version_1_quotas_are_two_files_and_minus_one_is_none()
    {
        string membership = _scratch.Write("cgroup", "9:name=systemd:/", "4:cpu,cpuacct:/box");
        SystemFile("cpu/box", "cpu.cfs_quota_us", "-1");
        SystemFile("cpu/box", "cpu.cfs_period_us", "100000");
        Assert.Null(CgroupQuotas.Tightest(membership, _scratch.FullPath));
        SystemFile("cpu", "cpu.cfs_quota_us", "50000");
        SystemFile("cpu", "cpu.cfs_period_us", "100000");
        Assert.Equal(0.5, CgroupQuotas.Tightest(membership, _scratch.FullPath));
    }

    [Fact]
    public void Caches_are_read_from_their_folder()
    {
        SystemFile("cache/index0", "level", "1");
        SystemFile("cache/index0", "type", "Data");
        SystemFile("cache/index0", "size", "48K");
        SystemFile("cache/index0", "coherency_line_size", "64");
        SystemFile("cache/index0", "shared_cpu_list", "0-1");
        SystemFile("cache/index1", "level", "3");
        IReadOnlyList<CacheFacts> caches = CacheFacts.FromFolder(Path.Combine(_scratch.FullPath, "cache"));
        Assert.Equal([new CacheFacts(1, "data", 48 << 10, 64, "0-1")], caches);
    }

    [Fact]
    public void Cpuid_and_the_system_agree_on_the_caches()
    {
        IReadOnlyList<CacheFacts> listed = CacheFacts.FromFolder("/sys/devices/system/cpu/cpu0/cache");
        IReadOnlyList<CacheFacts> told = CpuIdentity.Caches();
        Assert.SkipWhen(listed.Count == 0 || told.Count == 0, "one of the two sources does not exist here");
        Assert.Equal(
            listed.Select(cache => (cache.Level, cache.Kind, cache.LineBytes)).Order(),
            told.Select(cache => (cache.Level, cache.Kind, cache.LineBytes)).Order()
        );
    }

    [Fact]
    public void The_measured_clock_is_plausible()
    {
        ClockFacts clock = ClockFacts.Read();
        Assert.InRange(clock.ReadNanoseconds, 0.1, 100_000);
        Assert.InRange(clock.ResolutionNanoseconds, 0.1, 20_000_000);
    }

    private void SystemFile(string folder, string file, string content)
    {
        Directory.CreateDirectory(Path.Combine(_scratch.FullPath, folder));
        _scratch.Write(Path.Combine(folder, file), content);
    }
}
