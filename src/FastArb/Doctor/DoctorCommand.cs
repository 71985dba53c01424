using System.CommandLine;
using FastArb.Engines;
using FastArb.Pipeline;

namespace FastArb.Doctor;

/// <summary><c>fastarb doctor</c>: what this machine offers, what is missing and what that costs.</summary>
internal sealed class DoctorCommand
{
    // As many as there are presets.
    private const int Handlers = 12;

    private readonly Terminal _terminal;

    public DoctorCommand(Terminal terminal) => _terminal = terminal;

    public ExitCode Run(LaneOptions lanes, ParseResult parsed, bool json)
    {
        MachineFacts machine = MachineFacts.Read();
        DoctorReport report = DoctorReport.Examine(
            machine,
            lanes.PlanOf(parsed, machine, Handlers),
            Handlers
        );
        if (json)
        {
            JsonOutput.Write(_terminal, DoctorReport.Schema, report);
            return ExitCode.Ok;
        }

        TextTable facts = new(string.Empty, string.Empty);
        facts.Add("program", report.Product.ToString());
        facts.Add("math core", report.MathCore.ToString());
        AddCores(facts, report.Cores);
        AddCpu(facts, report.Cpu);
        AddClock(facts, report.Clock);
        AddRuntime(facts, report.Runtime);
        report.Lanes.AddTo(facts);
        facts.Write(_terminal.Output);
        WriteAdvice(report.Advice);
        return ExitCode.Ok;
    }

    private static void AddCores(TextTable facts, CoreFacts cores)
    {
        facts.Add("cores", $"{cores.Usable} usable, {cores.Online} online");
        facts.Add("  affinity", $"{cores.AllowedList} ({cores.Allowed})");
        string quota = cores.CgroupQuota is double granted ? $"{Quantity.Number(granted)} cores" : "no limit";
        facts.Add("  cgroup quota", quota);
    }

    private static void AddCpu(TextTable facts, CpuFacts cpu)
    {
        facts.Add("processor", $"{cpu.Model} ({cpu.Architecture})");
        facts.Add("  cache line", cpu.CacheLineBytes is int bytes ? $"{bytes} bytes" : "unknown");
        foreach (CacheFacts cache in cpu.Caches)
        {
            string sharing = cache.SharedBy is null ? string.Empty : $", CPUs {cache.SharedBy}";
            facts.Add($"  L{cache.Level} {cache.Kind}", Quantity.Bytes(cache.Bytes) + sharing);
        }

        foreach (CpuFeature feature in cpu.Features)
        {
            facts.Add($"  {feature.Name}", Describe(feature));
        }
    }

    private static string Describe(CpuFeature feature) =>
        (feature.Present, feature.UsedByDotnet) switch
        {
            (false, _) => "no",
            (true, true) => "yes, used by .NET",
            (true, false) => "yes, not used by .NET",
            (true, null) => "yes, for native code only",
        };

    private static void AddClock(TextTable facts, ClockFacts clock)
    {
        string source = clock.Source is null ? string.Empty : $", source {clock.Source}";
        facts.Add("clock", $"{Quantity.Number(clock.TicksPerSecond)} ticks a second{source}");
        facts.Add("  smallest step", $"{Quantity.Number(clock.ResolutionNanoseconds)} ns");
        facts.Add("  cost of a read", $"{Quantity.Number(clock.ReadNanoseconds)} ns");
    }

    private static void AddRuntime(TextTable facts, RuntimeFacts runtime)
    {
        facts.Add("runtime", $"{runtime.Runtime}, {runtime.OperatingSystem}");
        string collector = runtime.ServerGc ? "server" : "workstation";
        string concurrent = runtime.ConcurrentGc ? "concurrent" : "not concurrent";
        facts.Add("  collector", $"{collector}, {concurrent}, latency mode {runtime.GcLatencyMode}");
        facts.Add("  memory", Quantity.Bytes(runtime.MemoryAvailableBytes));
        facts.Add(
            "  compilation",
            $"tiered {OnOff(runtime.TieredCompilation)}, PGO {OnOff(runtime.TieredPgo)}"
        );
    }

    private void WriteAdvice(IReadOnlyList<Advice> advice)
    {
        TextWriter output = _terminal.Output;
        output.WriteLine();
        if (advice.Count == 0)
        {
            output.WriteLine(_terminal.Good("Nothing is missing."));
            return;
        }

        output.WriteLine(_terminal.Heading("Missing"));
        foreach (Advice item in advice)
        {
            output.WriteLine($"  {item.Finding}");
            output.WriteLine($"    cost: {item.Cost}");
            output.WriteLine($"    fix:  {item.Fix}");
        }
    }

    private static string OnOff(bool on) => on ? "on" : "off";
}
