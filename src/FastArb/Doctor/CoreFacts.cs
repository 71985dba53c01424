using FastArb.Pipeline;

namespace FastArb.Doctor;

/// <summary>The cores that this process may use, and who says so.</summary>
/// <param name="Usable">What .NET reckons with, after all limits.</param>
/// <param name="Online">Cores of the machine that are switched on.</param>
/// <param name="Allowed">Cores that affinity and cpuset leave to this process.</param>
/// <param name="AllowedList">The same, by number.</param>
/// <param name="CgroupQuota">CPU time per wall time that a control group grants; null: no limit.</param>
internal sealed record CoreFacts(int Usable, int Online, int Allowed, string AllowedList, double? CgroupQuota)
{
    public static CoreFacts Of(MachineFacts machine) =>
        new(
            Environment.ProcessorCount,
            machine.Cores.Length,
            machine.Allowed.Length,
            CoreList.Text(machine.Allowed),
            machine.Quota
        );
}
