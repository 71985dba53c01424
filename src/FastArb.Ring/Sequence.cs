using System.Runtime.InteropServices;

namespace FastArb.Ring;

/// <summary>
/// A count that one thread moves on and others watch. Alone on its 128 bytes, a pair of cache lines, which is
/// what processors fetch: so that a neighbour's write never slows its readers down.
/// </summary>
public sealed class Sequence(long initialValue = Sequence.InitialValue)
{
    /// <summary>Before anything was published or handled.</summary>
    public const long InitialValue = -1;

    private PaddedValue _padded = new() { Value = initialValue };

    /// <summary>Acquires: what its writer wrote before is seen after.</summary>
    public long Value => Volatile.Read(ref _padded.Value);

    /// <summary>
    /// Releases: everything written before is seen by whoever sees the value. Wakes nobody who sleeps.
    /// </summary>
    public void SetValue(long value) => Volatile.Write(ref _padded.Value, value);

    /// <summary>The value, as the one thread that writes it knows it.</summary>
    internal long OwnValue => _padded.Value;

    // A struct of its own: a class may be smaller than its layout says, and then has nothing behind
    // the value.
    [StructLayout(LayoutKind.Explicit, Size = 248)]
    internal struct PaddedValue
    {
        [FieldOffset(120)]
        public long Value;
    }
}
