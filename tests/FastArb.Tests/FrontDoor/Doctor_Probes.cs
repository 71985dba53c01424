using FastArb.Doctor;
using Xunit;

namespace FastArb.Tests.FrontDoor;

/// <summary>What doctor reads from the system, tried on systems that this one is not.</summary>
public sealed class Doctor_Probes : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

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
