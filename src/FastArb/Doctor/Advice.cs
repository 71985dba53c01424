namespace FastArb.Doctor;

/// <summary>Something that this machine or this build lacks.</summary>
/// <param name="Finding">What it is.</param>
/// <param name="Cost">What it costs.</param>
/// <param name="Fix">What would change it.</param>
internal sealed record Advice(string Finding, string Cost, string Fix)
{
    public static IReadOnlyList<Advice> For(
        CoreFacts cores,
        CpuFacts cpu,
        ClockFacts clock,
        RuntimeFacts runtime,
        MathCoreChoice mathCore
    ) =>
        [
            .. ForCores(cores),
            .. ForCpu(cpu),
            .. ForClock(clock),
            .. ForRuntime(runtime),
            .. ForCore(mathCore),
        ];

    private static IEnumerable<Advice> ForCores(CoreFacts cores)
    {
        if (cores.Usable < 4)
        {
            yield return new Advice(
                $"{cores.Usable} usable cores",
                "threads take turns: expect milliseconds, not microseconds, in the slowest one in a thousand",
                "give the process four cores or more"
            );
        }

        if (cores.CgroupQuota is double quota && quota < cores.Allowed)
        {
            yield return new Advice(
                $"a control group grants {Quantity.Number(quota)} cores of CPU time",
                "when the quota of a period is used up every thread stops for up to 100 ms",
                "assign whole cores (a cpuset) instead of a quota"
            );
        }
    }

    private static IEnumerable<Advice> ForCpu(CpuFacts cpu)
    {
        if (cpu.Architecture != "x64")
        {
            yield return new Advice(
                $"architecture {cpu.Architecture}",
                "no hardware 128-by-64 division and no native core: exact arithmetic is slower",
                "an x64 machine"
            );
            yield break;
        }

        foreach (CpuFeature feature in cpu.Features)
        {
            if (feature is { Present: true, UsedByDotnet: false })
            {
                yield return new Advice(
                    $"{feature.Name} is there, but .NET does not use it",
                    "decoding and arithmetic take slower paths",
                    "unset variables that begin with DOTNET_Enable"
                );
            }
        }

        if (!cpu.Has("AVX-512F") || !cpu.Has("AVX-512IFMA"))
        {
            yield return new Advice(
                "no AVX-512 with IFMA",
                "batches in the native core use narrower or scalar code; results are the same",
                "a processor of the kind Ice Lake, Zen 4 or later"
            );
        }

        if (!cpu.Has("BMI2"))
        {
            yield return new Advice(
                "no BMI2",
                "wide multiplication is slower",
                "a processor younger than 2015"
            );
        }
    }

    private static IEnumerable<Advice> ForClock(ClockFacts clock)
    {
        if (clock.ReadNanoseconds > 100 || clock.ResolutionNanoseconds > 1_000)
        {
            yield return new Advice(
                $"the clock costs {Quantity.Number(clock.ReadNanoseconds)} ns a read"
                    + $" and steps by {Quantity.Number(clock.ResolutionNanoseconds)} ns",
                "stamping every receive is dear, or latencies are blurred",
                "on Linux: kernel parameter clocksource=tsc, where the machine has a stable one"
            );
        }
    }

    private static IEnumerable<Advice> ForRuntime(RuntimeFacts runtime)
    {
        if (runtime.ServerGc || runtime.ConcurrentGc)
        {
            yield return new Advice(
                runtime.ServerGc ? "server garbage collector" : "concurrent garbage collector",
                "collector threads compete with the engine's for cores",
                "unset DOTNET_gcServer and DOTNET_gcConcurrent; this program's own settings are right"
            );
        }

        if (!runtime.TieredCompilation || !runtime.TieredPgo)
        {
            yield return new Advice(
                runtime.TieredCompilation ? "profile-guided compilation is off" : "tiered compilation is off",
                "hot code is compiled without knowledge of what it does",
                "unset DOTNET_TieredPGO and DOTNET_TieredCompilation"
            );
        }
    }

    private static IEnumerable<Advice> ForCore(MathCoreChoice mathCore)
    {
        if (mathCore.Name.StartsWith("managed", StringComparison.Ordinal))
        {
            yield return new Advice(
                "the managed math core is in use",
                "same results; batches of quotes take longer",
                "build with CMake and a C++ compiler installed, FASTARB_MATH and FASTARB_NATIVE unset"
            );
        }
    }
}
