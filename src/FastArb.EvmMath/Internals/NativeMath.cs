using System.Runtime.InteropServices;

namespace FastArb.EvmMath.Internals;

/// <summary>
/// The border to native/: two functions, and the table of function pointers that one of them fills. The
/// caller owns every buffer; the library keeps no pointer, allocates nothing and throws nothing
/// (native/include/fastarb_math.h).
/// </summary>
internal static unsafe partial class NativeMath
{
    /// <summary>FASTARB_MATH_ABI of the header that this file was written against.</summary>
    public const uint Abi = 1;

    private const string Library = "fastarb_math";

    [LibraryImport(Library, EntryPoint = "fastarb_math_abi")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    public static partial uint AbiOfLibrary();

    [LibraryImport(Library, EntryPoint = "fastarb_math_open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    public static partial NativeResult Open(uint abi, NativePath path, out Table table);

    /// <summary>fastarb_math_table.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly struct Table
    {
        public readonly uint TableAbi;
        public readonly NativePath Path;
        public readonly delegate* unmanaged<
            UInt128*,
            UInt128*,
            UInt128*,
            uint*,
            UInt128*,
            nuint,
            NativeResult> AmountsOut;
        public readonly delegate* unmanaged<
            SwapStepInput*,
            SwapStep*,
            SwapStepStatus*,
            nuint,
            NativeResult> SwapSteps;
        public readonly delegate* unmanaged<
            double*,
            double*,
            double*,
            nuint,
            double*,
            double*,
            nuint,
            NativeResult> MoebiusOptima;
    }
}
