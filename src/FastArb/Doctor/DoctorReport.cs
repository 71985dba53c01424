namespace FastArb.Doctor;

/// <summary>Everything that <c>doctor</c> knows, in the order in which it prints it.</summary>
internal sealed record DoctorReport(
    ProductVersion Product,
    MathCoreChoice MathCore,
    CoreFacts Cores,
    CpuFacts Cpu,
    ClockFacts Clock,
    RuntimeFacts Runtime,
    IReadOnlyList<Advice> Advice
)
{
    public const string Schema = "fastarb.doctor/1";

    public static DoctorReport Examine()
    {
        MathCoreChoice mathCore = MathCoreChoice.Current;
        CoreFacts cores = CoreFacts.Read();
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
            Doctor.Advice.For(cores, cpu, clock, runtime, mathCore)
        );
    }
}
