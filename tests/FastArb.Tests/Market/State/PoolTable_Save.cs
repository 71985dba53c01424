using System.Buffers.Binary;
using FastArb.Chain;
using FastArb.Market;
using Xunit;

namespace FastArb.Tests.Market.State;

public sealed class PoolTable_Save(ITestOutputHelper output)
{
    private static readonly MarketPlan s_plan = StateMarket.Plan(2, 1, 60);

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void What_was_saved_is_what_is_restored(ulong seed)
    {
        output.WriteLine($"seed {seed}");
        StateTraffic traffic = new(s_plan, seed);
        PoolTable table = traffic.Table();
        PoolTable other = new(s_plan);
        for (long block = 1; block <= TestRounds.Of(30); block++)
        {
            traffic.Play(table, block, 8);
            byte[] saved = table.Save();
            Assert.Null(other.Restore(saved));
            Assert.Null(traffic.DifferenceOf(other));
            Assert.Equal(table.Root, other.Root);
            // Whatever way a state came about, and whatever was there before.
            Assert.Equal(saved, other.Save());
        }
    }

    [Fact]
    public void A_pool_that_is_not_live_is_saved_as_such()
    {
        StateTraffic traffic = new(s_plan, 1);
        PoolTable table = traffic.Table();
        traffic.Play(table, 1, 20);
        table.SetStatus(2, PoolStatus.Quarantined);
        PoolTable other = traffic.Table();
        Assert.Null(other.Restore(table.Save()));
        Assert.Equal(PoolStatus.Quarantined, other.StatusOf(2));
        Assert.Equal(PoolStatus.Live, other.StatusOf(3));
        Assert.Equal(table.Root, other.Root);
    }

    [Fact]
    public void Nothing_before_a_restored_state_can_be_undone()
    {
        StateTraffic traffic = new(s_plan, 1);
        PoolTable table = traffic.Table();
        traffic.Play(table, 1, 8);
        traffic.Play(table, 2, 8);
        Assert.Null(table.Restore(table.Save()));
        Assert.False(table.UndoTo(1));
        Assert.Null(traffic.DifferenceOf(table));
        traffic.Play(table, 3, 8);
        Assert.True(table.UndoTo(2));
        traffic.RollBack(2);
        Assert.Null(traffic.DifferenceOf(table));
    }

    [Fact]
    public void Damage_at_any_byte_and_a_cut_at_any_length_are_refused_and_change_nothing()
    {
        StateTraffic traffic = new(StateMarket.Plan(1, 60), 1);
        PoolTable table = traffic.Table();
        traffic.Play(table, 1, 12);
        byte[] saved = table.Save();
        for (int i = 0; i < saved.Length; i++)
        {
            Assert.NotNull(table.Restore(saved.AsSpan(0, i)));
            saved[i] ^= 0x10;
            Assert.NotNull(table.Restore(saved));
            saved[i] ^= 0x10;
        }

        Assert.Null(traffic.DifferenceOf(table));
        Assert.True(table.UndoTo(0));
    }

    [Fact]
    public void What_was_saved_for_other_pools_or_in_another_format_is_refused_with_a_sentence()
    {
        PoolTable table = new(StateMarket.Plan(2));
        byte[] saved = table.Save();
        Assert.Equal("this is not a saved state of pools", table.Restore("{}"u8));
        Assert.Equal(
            "the saved state is of 2 pools of chain 137, not of 3 pools of chain 137",
            new PoolTable(StateMarket.Plan(3)).Restore(saved)
        );
        Assert.Equal(
            $"the saved state has another pool in the place of {StateMarket.Plan(1, 60).Pools[0]}",
            new PoolTable(StateMarket.Plan(1, 60)).Restore(Changed(saved, 24, 1))
        );
        Assert.Equal(
            "the saved state of pools is of format 7; this program reads 1",
            table.Restore(Changed(saved, 8, 7))
        );
        Assert.Equal(
            "the saved state of pools ends too early",
            table.Restore(WithChecksum(saved.AsSpan(0, saved.Length - 17)))
        );
        Assert.Equal(
            "the saved state of pools goes on behind its last pool",
            table.Restore(WithChecksum([.. saved.AsSpan(0, saved.Length - 16), 0]))
        );
    }

    [Fact]
    public void A_state_that_finds_no_room_leaves_no_pool_live()
    {
        StateTraffic traffic = new(s_plan, 1);
        PoolTable table = traffic.Table();
        traffic.Play(table, 1, 50);
        PoolTable small = new(s_plan, new PoolTableOptions { TickCapacity = 2, TickWordCapacity = 2 });
        Assert.Contains("does not fit: NoRoom", small.Restore(table.Save()), StringComparison.Ordinal);
        Assert.All(s_plan.Pools, pool => Assert.Equal(PoolStatus.Loading, small.StatusOf(pool.Index)));
        Assert.Equal(UInt128.Zero, small.Root);
    }

    private static byte[] Changed(byte[] saved, int at, byte value)
    {
        byte[] body = saved[..^16];
        body[at] = value;
        return WithChecksum(body);
    }

    private static byte[] WithChecksum(ReadOnlySpan<byte> body)
    {
        RunningHash hash = new();
        hash.Append(body);
        byte[] checksum = new byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(checksum, hash.Value);
        return [.. body, .. checksum];
    }
}
