namespace FastArb.Doctor;

/// <summary>The cores that this process may use, and who says so.</summary>
/// <param name="Usable">What .NET reckons with, after all limits.</param>
/// <param name="Online">Cores of the machine that are switched on.</param>
/// <param name="Allowed">Cores that affinity and cpuset leave to this process.</param>
/// <param name="AllowedList">The same, by number.</param>
/// <param name="CgroupQuota">CPU time per wall time that a control group grants; null: no limit.</param>
internal sealed record CoreFacts(
    int Usable,
    int? Online,
    int? Allowed,
    string? AllowedList,
    double? CgroupQuota
)
{
    public static CoreFacts Read()
    {
        string? allowed = SystemText.Field(SystemText.Read("/proc/self/status"), "Cpus_allowed_list");
        return new CoreFacts(
            Environment.ProcessorCount,
            CpuList.Count(SystemText.Read("/sys/devices/system/cpu/online")),
            CpuList.Count(allowed),
            allowed,
            CgroupQuotas.Tightest("/proc/self/cgroup", "/sys/fs/cgroup")
        );
    }
}
