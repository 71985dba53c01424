using FastArb.Feed;
using FastArb.Tests.FrontDoor;
using Xunit;

namespace FastArb.Tests.Feed.Recording;

/// <summary>Row 19 for the events.</summary>
public sealed class EventRecording_Damage : IDisposable
{
    private const int Count = 1_500;

    private readonly ScratchFolder _scratch = new();
    private readonly string[] _files;

    public EventRecording_Damage()
    {
        RecordedEvents.Record(Run, Count);
        _files = [.. Directory.GetFiles(RunFolder.EventsOf(Run), "*.events").Order(StringComparer.Ordinal)];
        Assert.InRange(_files.Length, 2, 10);
    }

    private string Run => _scratch.FullPath;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void The_last_segment_cut_at_any_byte_gives_whole_blocks_and_reports_the_rest()
    {
        byte[] last = File.ReadAllBytes(_files[^1]);
        int[] blocks = BlocksOf(last);
        for (int bytes = 0; bytes < last.Length; bytes += bytes < 66 || last.Length - bytes < 70 ? 1 : 977)
        {
            File.WriteAllBytes(_files[^1], last[..bytes]);
            using EventReader reader = new(Run);
            long read = RecordedEvents.Compare(reader);
            int whole = blocks.LastOrDefault(block => block <= bytes);
            Assert.Equal((bytes, whole == 0 ? StartOf(last) : EndAt(last, blocks, whole)), (bytes, read));
            TornTail? expected = bytes > whole || bytes == 0 ? new TornTail(read, bytes - whole) : null;
            Assert.Equal((bytes, expected), (bytes, reader.TornTail));
        }
    }

    [Fact]
    public void A_bad_byte_in_the_last_block_is_a_torn_tail()
    {
        byte[] last = File.ReadAllBytes(_files[^1]);
        int from = BlocksOf(last)[^2];
        for (int at = from; at < last.Length; at += at < from + 64 ? 3 : 577)
        {
            File.WriteAllBytes(_files[^1], Flipped(last, at));
            using EventReader reader = new(Run);
            long read = RecordedEvents.Compare(reader);
            Assert.Equal(new TornTail(read, last.Length - from), reader.TornTail);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    public void A_bad_byte_anywhere_else_is_refused_with_its_file_and_offset(long fromSequence)
    {
        for (int file = 0; file < _files.Length; file++)
        {
            byte[] good = File.ReadAllBytes(_files[file]);
            int[] blocks = BlocksOf(good);
            int end = file == _files.Length - 1 ? blocks[^2] : good.Length;
            for (int at = 0; at < end; at += at < 130 ? 3 : 1_979)
            {
                int block = at < 64 ? 0 : blocks.Last(start => start <= at);
                bool isSkipped = fromSequence > 0 && file == 0 && SequenceAt(good, block) < fromSequence;
                if (isSkipped && at >= 64)
                {
                    continue;
                }

                File.WriteAllBytes(_files[file], Flipped(good, at));
                using EventReader reader = new(Run, fromSequence);
                RecordingDamagedException refusal = Assert.Throws<RecordingDamagedException>(() =>
                    RecordedEvents.Compare(reader, fromSequence)
                );
                Assert.Equal((_files[file], at, block), (refusal.Path, at, refusal.Offset));
            }

            File.WriteAllBytes(_files[file], good);
        }
    }

    [Fact]
    public void A_missing_segment_is_damage()
    {
        File.Delete(_files[1]);
        using EventReader first = new(Run + "/none");
        Assert.False(first.TryRead(out _));
        if (_files.Length > 2)
        {
            Assert.Throws<RecordingDamagedException>(() => new EventReader(Run));
        }
    }

    // Where blocks begin, and where the last one ends.
    private static int[] BlocksOf(byte[] segment)
    {
        List<int> blocks = [64];
        while (blocks[^1] < segment.Length)
        {
            blocks.Add(blocks[^1] + 64 + (BitConverter.ToInt32(segment, blocks[^1] + 4) * 320));
        }

        return [.. blocks];
    }

    private static long EndAt(byte[] segment, int[] blocks, int offset) =>
        offset == blocks[^1] ? Count : SequenceAt(segment, offset);

    private static long SequenceAt(byte[] segment, int block) =>
        block == 0 ? 0 : BitConverter.ToInt64(segment, block + 8);

    private static long StartOf(byte[] segment) => BitConverter.ToInt64(segment, 16);

    private static byte[] Flipped(byte[] good, int at)
    {
        byte[] bad = [.. good];
        bad[at] ^= (byte)(1 << (at % 8));
        return bad;
    }
}
