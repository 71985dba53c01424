using System.Runtime.Intrinsics.X86;
using System.Text;

namespace FastArb.Doctor;

/// <summary>What an x64 processor says about itself through CPUID.</summary>
internal static class CpuIdentity
{
    private const int IntelCacheLeaf = 4;
    private const int AmdCacheLeaf = unchecked((int)0x8000001D);
    private const int ExtendedLeafMax = unchecked((int)0x80000000);

    /// <summary>The brand string, "unknown" where there is no CPUID.</summary>
    public static string Model()
    {
        const int FirstBrandLeaf = unchecked((int)0x80000002);
        if (
            !X86Base.IsSupported
            || (uint)X86Base.CpuId(ExtendedLeafMax, 0).Eax < unchecked((uint)FirstBrandLeaf + 2)
        )
        {
            return "unknown";
        }

        StringBuilder model = new(48);
        for (int leaf = 0; leaf < 3; leaf++)
        {
            (int a, int b, int c, int d) = X86Base.CpuId(FirstBrandLeaf + leaf, 0);
            foreach (int register in (ReadOnlySpan<int>)[a, b, c, d])
            {
                for (int shift = 0; shift < 32; shift += 8)
                {
                    model.Append((char)((register >> shift) & 0x7F));
                }
            }
        }

        return model.ToString().Trim('\0', ' ');
    }

    /// <summary>
    /// Registers EBX and ECX of leaf 7, in which the newer features are bits; zero where absent.
    /// </summary>
    public static (int Ebx, int Ecx) FeatureBits()
    {
        if (!X86Base.IsSupported || X86Base.CpuId(0, 0).Eax < 7)
        {
            return (0, 0);
        }

        (_, int ebx, int ecx, _) = X86Base.CpuId(7, 0);
        return (ebx, ecx);
    }

    /// <summary>The caches by CPUID, for systems that list them nowhere.</summary>
    public static IReadOnlyList<CacheFacts> Caches()
    {
        List<CacheFacts> caches = [];
        if (!X86Base.IsSupported)
        {
            return caches;
        }

        bool amd = (uint)X86Base.CpuId(ExtendedLeafMax, 0).Eax >= unchecked((uint)AmdCacheLeaf);
        int leaf = X86Base.CpuId(0, 0).Eax >= IntelCacheLeaf ? IntelCacheLeaf : 0;
        foreach (int candidate in (ReadOnlySpan<int>)[leaf, amd ? AmdCacheLeaf : 0])
        {
            for (int index = 0; candidate != 0 && caches.Count == index; index++)
            {
                (int eax, int ebx, int ecx, _) = X86Base.CpuId(candidate, index);
                int type = eax & 0x1F;
                if (type is 0 or > 3)
                {
                    break;
                }

                caches.Add(Describe(type, eax, ebx, ecx));
            }
        }

        return caches;
    }

    private static CacheFacts Describe(int type, int eax, int ebx, int ecx)
    {
        string kind = type switch
        {
            1 => "data",
            2 => "instruction",
            _ => "unified",
        };
        int line = (ebx & 0xFFF) + 1;
        long partitions = ((ebx >> 12) & 0x3FF) + 1;
        long ways = ((ebx >> 22) & 0x3FF) + 1;
        long sets = (uint)ecx + 1L;
        return new CacheFacts((eax >> 5) & 7, kind, line * partitions * ways * sets, line, null);
    }
}
