using System.Runtime.InteropServices;

namespace FastArb.Market;

/// <summary>
/// An initialized tick: the liquidity that refers to it, and what crossing it upwards adds.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct PoolTick(int Tick, UInt128 Gross, Int128 Net);
