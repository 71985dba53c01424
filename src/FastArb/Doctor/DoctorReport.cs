using System.Globalization;
using FastArb.Engines;
using FastArb.Pipeline;

namespace FastArb.Doctor;

/// <summary>Everything that <c>doctor</c> knows, in the order in which it prints it.</summary>
internal sealed record DoctorReport(
    ProductVersion Product,
    MathCoreChoice MathCore,
    CoreFacts Cores,
    CpuFacts Cpu,
    ClockFacts Clock,
    RuntimeFacts Runtime,
    LanePlanReport Lanes,
    IReadOnlyList<Advice> Advice
)
{
    public const string Schema = "fastarb.doctor/1";

    /// <summary>With the plan of threads for so many handlers.</summary>
    public static DoctorReport Examine(MachineFacts machine, LanePlan lanes, int handlers)
    {
        MathCoreChoice mathCore = MathCoreChoice.Current;
        CoreFacts cores = CoreFacts.Of(machine);
        CpuFacts cpu = CpuFacts.Read();
        ClockFacts clock = ClockFacts.Read();
        RuntimeFacts runtime = RuntimeFacts.Read();
        return new DoctorReport(
            ProductVersion.Current,
            mathCore,
            cores,
            cpu,
            clock,
            runtime,
            LanePlanReport.Of(
                lanes,
                [
                    .. Enumerable
                        .Range(1, handlers)
                        .Select(handler => handler.ToString(CultureInfo.InvariantCulture)),
                ]
            ),
            Doctor.Advice.For(cores, cpu, clock, runtime, mathCore)
        );
    }
}
