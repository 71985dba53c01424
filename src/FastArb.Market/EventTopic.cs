using System.Globalization;
using System.Runtime.CompilerServices;
using FastArb.EvmMath;

namespace FastArb.Market;

/// <summary>What a venue kind reads logs with.</summary>
public static class EventTopic
{
    /// <summary>A topic as documentation writes it: 0x and 64 digits.</summary>
    public static UInt256 Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return UInt256.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    /// <summary>A word that holds an int24, sign and all, within the ticks that there are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadTick(in UInt256 word, out int tick)
    {
        (ulong u0, ulong u1, ulong u2, ulong u3) = word.Limbs;
        tick = (int)u0;
        ulong sign = (ulong)((long)u0 >> 63);
        return (long)u0 == tick
            && ((u1 ^ sign) | (u2 ^ sign) | (u3 ^ sign)) == 0
            && tick is >= TickMath.MinTick and <= TickMath.MaxTick;
    }
}
