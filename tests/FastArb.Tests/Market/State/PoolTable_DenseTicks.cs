using FastArb.Market;
using Xunit;

namespace FastArb.Tests.Market.State;

public sealed class PoolTable_DenseTicks(ITestOutputHelper output)
{
    // Three words of 256 ticks and a half, as full as they can be.
    private const int Reach = 448;

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Words_that_fill_and_empty_hold_what_the_positions_say(ulong seed)
    {
        output.WriteLine($"seed {seed}");
        SeededBits bits = new(seed);
        MarketPlan plan = StateMarket.Plan(0, 1);
        PositionsOfPool positions = new(PoolShape.Concentrated);
        PoolTable table = new(plan);
        table.Load(0, positions.Content());
        table.BeginBlock(1);
        int ticksMost = 0;
        for (int i = 0; i < TestRounds.Of(6_000); i++)
        {
            // Two thousand logs that mostly add, then as many that mostly take, and again.
            PoolChange change = Draw(bits, positions, mostlyTakes: i / 2_000 % 2 == 1);
            positions.Take(change);
            Assert.Equal(LogFault.None, table.Apply(0, in change));
            if (i % 7 == 0)
            {
                PoolContent content = table.ContentOf(0);
                Assert.Null(content.DifferenceFrom(positions.Content()));
                Assert.True(table.UndoLast());
                Assert.Equal(LogFault.None, table.Apply(0, in change));
                Assert.Null(table.ContentOf(0).DifferenceFrom(content));
                ticksMost = Math.Max(ticksMost, content.Ticks.Length);
                AssertScratch(table, content);
            }
        }

        Assert.True(ticksMost > 800 || !TestRounds.AreWhole, $"{ticksMost} ticks");
    }

    private static void AssertScratch(PoolTable table, PoolContent content)
    {
        int slot = table.TakeScratch(0);
        Assert.Null(table.ContentOf(slot).DifferenceFrom(content));
        table.ReleaseScratches();
    }

    private static PoolChange Draw(SeededBits bits, PositionsOfPool positions, bool mostlyTakes)
    {
        bool takes = bits.NextUInt64() % 8 < (mostlyTakes ? 7UL : 1UL);
        if (takes && positions.All.Any())
        {
            int at = (int)(bits.NextUInt64() % (ulong)positions.All.Count());
            (int Lower, int Upper) range = positions.All.ElementAt(at).Key;
            return Range(range.Lower, range.Upper, -(Int128)positions.All.ElementAt(at).Value);
        }

        int lower = (int)(bits.NextUInt64() % (2 * Reach)) - Reach;
        int upper = lower + 1 + (int)(bits.NextUInt64() % (ulong)(Reach - lower));
        return Range(lower, upper, 1 + (Int128)(UInt128)bits.NextBits(64));
    }

    private static PoolChange Range(int lower, int upper, Int128 delta) =>
        new()
        {
            Kind = PoolChangeKind.Range,
            LowerTick = lower,
            UpperTick = upper,
            LiquidityDelta = delta,
        };
}
