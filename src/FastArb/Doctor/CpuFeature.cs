using System.Runtime.Intrinsics.X86;

namespace FastArb.Doctor;

/// <summary>An instruction set that the arithmetic profits from.</summary>
/// <param name="Name">As processors' manuals spell it.</param>
/// <param name="Present">The processor has it.</param>
/// <param name="UsedByDotnet">.NET emits it here; null: .NET has no access to it on any machine.</param>
internal sealed record CpuFeature(string Name, bool Present, bool? UsedByDotnet)
{
    public static IReadOnlyList<CpuFeature> Read()
    {
        (int ebx, int ecx) = CpuIdentity.FeatureBits();
        return
        [
            new("AVX2", Bit(ebx, 5), Avx2.IsSupported),
            new("BMI2", Bit(ebx, 8), Bmi2.X64.IsSupported),
            new("ADX", Bit(ebx, 19), null),
            new("AVX-512F", Bit(ebx, 16), Avx512F.IsSupported),
            new("AVX-512BW", Bit(ebx, 30), Avx512BW.IsSupported),
            new("AVX-512VL", Bit(ebx, 31), Avx512F.VL.IsSupported),
            new("AVX-512VBMI", Bit(ecx, 1), Avx512Vbmi.IsSupported),
            new("AVX-512IFMA", Bit(ebx, 21), null),
        ];
    }

    private static bool Bit(int register, int bit) => ((register >> bit) & 1) != 0;
}
