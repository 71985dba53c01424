using System.Runtime.InteropServices;

namespace FastArb.Metrics.Internals;

/// <summary>
/// A value on cache lines of its own. A struct, because the runtime ignores the declared size of a class.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Padding.ByteCount + sizeof(long) + Padding.ByteCount)]
internal struct PaddedValue
{
    [FieldOffset(Padding.ByteCount)]
    public long Value;
}
