using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastArb.Pipeline;

// Written by the lane's thread around each call of a handler; read by the watchdog.
// May not allocate, lock or read a clock.
// Costs a store on a cache line of its own.

/// <summary>
/// Which handler holds a lane, and since which event. It says no time: whoever finds the same call at two
/// looks knows how long it lasts at least.
/// </summary>
public sealed class LanePulse
{
    private const int HandlerBits = 16;

    private Padded _call;

    /// <summary>The call at hand: equal at two looks, if it is the same one. 0: no handler runs.</summary>
    public long Call => Volatile.Read(ref _call.Value);

    public static long SequenceOf(long call) => (call >> HandlerBits) - 1;

    /// <summary>The place of the handler on its lane.</summary>
    public static int HandlerOf(long call) => (int)(call & ((1 << HandlerBits) - 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Enter(long sequence, int handler) =>
        Volatile.Write(ref _call.Value, ((sequence + 1) << HandlerBits) | (long)(uint)handler);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Leave() => Volatile.Write(ref _call.Value, 0);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Padded
    {
        [FieldOffset(128)]
        public long Value;
    }
}
