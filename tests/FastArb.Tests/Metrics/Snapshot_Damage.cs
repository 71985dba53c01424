using System.Diagnostics;
using FastArb.Metrics;
using Xunit;

namespace FastArb.Tests.Metrics;

/// <summary>Whatever a file holds, a reader finds one whole look of it or says what is wrong.</summary>
public sealed class Snapshot_Damage
{
    [Fact]
    public void A_look_that_was_cut_off_at_any_byte_leaves_the_one_before()
    {
        using SnapshotScene scene = new();
        scene.Look(1);
        scene.Look(2);
        byte[] before = scene.Bytes();
        scene.Look(3);
        byte[] after = scene.Bytes();
        int[] changed = [.. Enumerable.Range(0, after.Length).Where(i => before[i] != after[i])];
        for (int cut = changed[0]; cut <= changed[^1]; cut++)
        {
            scene.Put([.. after[..cut], .. before[cut..]]);
            Snapshot read = scene.Read();
            Assert.Equal((SnapshotState.Alive, 2L), (read.State, read.Sequence));
            Assert.Equal([2, 2, 2], read.Values);
        }

        scene.Put(after);
        Assert.Equal(3, scene.Read().Sequence);
    }

    [Fact]
    public void A_file_that_ends_at_any_byte_gives_a_whole_look_or_none()
    {
        using SnapshotScene scene = new();
        scene.Look(1);
        scene.Look(2);
        byte[] whole = scene.Bytes();
        for (int length = 0; length < whole.Length; length++)
        {
            scene.Put(whole[..length]);
            ExpectOneLookOrNone(scene.Read());
        }
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Bytes_that_are_changed_at_random_give_a_whole_look_or_none(ulong seed)
    {
        using SnapshotScene scene = new();
        scene.Look(1);
        scene.Look(2);
        byte[] whole = scene.Bytes();
        SeededBits bits = new(seed);
        int refused = 0;
        int rounds = TestRounds.Of(1_000);
        for (int round = 0; round < rounds; round++)
        {
            byte[] bytes = [.. whole];
            int changes = 1 + (int)(bits.NextUInt64() % 8);
            for (int i = 0; i < changes; i++)
            {
                bytes[bits.NextUInt64() % (ulong)bytes.Length] = (byte)bits.NextUInt64();
            }

            scene.Put(bytes);
            Snapshot read = scene.Read();
            ExpectOneLookOrNone(read);
            refused += read.HasValues ? 0 : 1;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {refused} of {rounds} refused");
        Assert.True(refused > 0 || !TestRounds.AreWhole);
    }

    [Fact]
    public void Numbers_in_the_header_that_cannot_be_are_refused_at_once()
    {
        using SnapshotScene scene = new();
        scene.Look(1);
        byte[] whole = scene.Bytes();
        foreach (int at in new[] { 12, 24, 28, 32, 36 })
        {
            foreach (int value in new[] { int.MinValue, -1, 0, 1, 1 << 20, int.MaxValue })
            {
                byte[] bytes = [.. whole];
                BitConverter.TryWriteBytes(bytes.AsSpan(at), value);
                scene.Put(bytes);
                long start = Stopwatch.GetTimestamp();
                ExpectOneLookOrNone(scene.Read());
                Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5));
            }
        }
    }

    private static void ExpectOneLookOrNone(Snapshot read)
    {
        Assert.NotEmpty(read.Sentence);
        if (read.HasValues)
        {
            Assert.InRange(read.Sequence, 1, 2);
            Assert.Equal([read.Sequence, read.Sequence, read.Sequence], read.Values);
        }
        else
        {
            Assert.True(read.State is SnapshotState.Damaged or SnapshotState.OtherVersion);
        }
    }
}
