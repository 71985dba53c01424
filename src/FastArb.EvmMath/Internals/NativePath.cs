namespace FastArb.EvmMath.Internals;

/// <summary>FASTARB_PATH_*: which instructions the native core uses.</summary>
internal enum NativePath
{
    Best = 0,
    Scalar = 1,
    Avx2 = 2,
    Avx512 = 3,
}
