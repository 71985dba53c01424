using System.Runtime.InteropServices;
using FastArb.Pipeline;

namespace FastArb.Doctor;

/// <summary>The processor.</summary>
internal sealed record CpuFacts(
    string Architecture,
    string Model,
    int? CacheLineBytes,
    IReadOnlyList<CacheFacts> Caches,
    IReadOnlyList<CpuFeature> Features
)
{
    public static CpuFacts Read()
    {
        IReadOnlyList<CacheFacts> caches = CacheFacts.Read();
        string? named = MachineText.Field(MachineText.Read("/proc/cpuinfo"), "model name");
        return new CpuFacts(
            RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
            named ?? CpuIdentity.Model(),
            caches.Count > 0 ? caches[0].LineBytes : null,
            caches,
            CpuFeature.Read()
        );
    }

    public bool Has(string feature) => Features.Any(known => known.Present && known.Name == feature);
}
