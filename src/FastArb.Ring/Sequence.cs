using System.Runtime.InteropServices;

namespace FastArb.Ring;

/// <summary>
/// A count that one thread moves on and others watch. Alone on its 128 bytes, a pair of cache lines, which is
/// what processors fetch: so that a neighbour's write never slows its readers down.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 2 * PaddingBytes + sizeof(long))]
public sealed class Sequence
{
    /// <summary>Before anything was published or handled.</summary>
    public const long InitialValue = -1;

    internal const int PaddingBytes = 120;

    [FieldOffset(PaddingBytes)]
    private long _value;

    public Sequence(long initialValue = InitialValue)
    {
        _value = initialValue;
    }

    /// <summary>Acquires: what its writer wrote before is seen after.</summary>
    public long Value => Volatile.Read(ref _value);

    /// <summary>Releases: everything written before is seen by whoever sees the value.</summary>
    public void SetValue(long value) => Volatile.Write(ref _value, value);

    /// <summary>The value, as the one thread that writes it knows it.</summary>
    internal long OwnValue => _value;
}
