namespace FastArb.EvmMath.Internals;

/// <summary>fastarb_result.</summary>
internal enum NativeResult
{
    Ok = 0,
    WrongAbi = 1,
    UnknownPath = 2,
    UnsupportedPath = 3,
    BadArgument = 4,
}
