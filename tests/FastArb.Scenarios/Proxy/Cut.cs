using FastArb.Tests;

namespace FastArb.Scenarios.Proxy;

/// <summary>What happens to one connection, and when.</summary>
internal sealed record Cut(CutKind Kind = CutKind.None)
{
    /// <summary>
    /// After so many bytes of the node's, to the byte: as good as always in the middle of a frame.
    /// </summary>
    public long AfterBytes { get; init; } = long.MaxValue;

    /// <summary>Or after this long, whichever is first.</summary>
    public TimeSpan After { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>How long it stays frozen, or nobody listens.</summary>
    public TimeSpan For { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>What each piece of the node's is held up by.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How many of the node's bytes get through in a second; 0 for all.</summary>
    public int BytesPerSecond { get; init; }

    /// <summary>
    /// Connections that live for a short while: a quarter of the cuts each is a RST by time, a FIN, a RST to
    /// the byte, and of the last quarter every fourth a freeze, the others a while without a listener.
    /// </summary>
    public static Func<int, Cut> Drawn(ulong seed, TimeSpan lifeMax, TimeSpan freeze) =>
        connection =>
        {
            SeededBits bits = new(seed ^ ((ulong)connection << 32));
            ulong draw = bits.NextUInt64();

            // Sixteen connections meet all of them, in an order that the seed begins.
            Cut cut = ((seed + ((ulong)connection * 5)) % 16) switch
            {
                < 4 => new Cut(CutKind.Reset),
                < 8 => new Cut(CutKind.Finish),
                < 12 => new Cut(CutKind.Reset) { AfterBytes = 1_000 + (long)(bits.NextUInt64() % 100_000) },
                12 => new Cut(CutKind.Freeze) { For = freeze },
                _ => new Cut(CutKind.Refuse)
                {
                    For = TimeSpan.FromMilliseconds(50 + (bits.NextUInt64() % 500)),
                },
            };
            return cut with
            {
                After = lifeMax * ((20 + (bits.NextUInt64() % 81)) / 100.0),
                Delay = TimeSpan.FromMilliseconds(draw / 16 % 4 == 0 ? bits.NextUInt64() % 20 : 0),
                BytesPerSecond = draw / 64 % 8 == 0 ? 200_000 : 0,
            };
        };
}
