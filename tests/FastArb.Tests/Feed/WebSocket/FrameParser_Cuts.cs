using System.Buffers;
using System.IO.Compression;
using System.Text;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Tests.Feed.WebSocket;

/// <summary>Wherever the stream is cut, the messages are the same.</summary>
public sealed class FrameParser_Cuts
{
    private const int MessageCount = 50;

    private static readonly byte[][] s_recorded = [.. Recorded()];

    [Theory]
    [InlineData(64)]
    [InlineData(4096)]
    [InlineData(128 * 1024)]
    public void Every_cut_in_two_gives_the_recorded_messages(int blockBytes)
    {
        byte[] stream = [.. s_recorded.SelectMany(message => ServerFrames.WholeText(message))];
        (char, byte[])[] expected = [.. s_recorded.Select(message => ('m', message))];
        using PipedParser parser = new(blockBytes);
        int step = blockBytes > stream.Length ? 1 : 20;
        for (int cut = 0; cut <= stream.Length; cut += step)
        {
            parser.Found = 0;
            parser.Receive(stream.AsSpan(0, cut), expected);
            parser.Receive(stream.AsSpan(cut), expected);
            Assert.Equal(expected.Length, parser.Found);
        }

        Assert.Equal(0, parser.BlocksRanDry);
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Ten_thousand_drawn_cuts_with_fragments_and_pings_inside_give_the_recorded_messages(ulong seed)
    {
        SeededBits bits = new(seed);
        List<byte> bytes = [];
        List<(char, byte[])> expected = [];
        foreach (byte[] message in s_recorded)
        {
            ServerFrames.Fragmented(message, bits, bytes, expected);
        }

        byte[] stream = [.. bytes];
        int[] blocks = [16, 64, 700, 4096, 128 * 1024];
        PipedParser[] parsers = [.. blocks.Select(block => new PipedParser(block))];
        for (int round = TestRounds.Of(5_000); round > 0; round--)
        {
            PipedParser parser = parsers[bits.NextUInt64() % (ulong)parsers.Length];
            int longest = 1 + (int)(bits.NextUInt64() % 8192);
            parser.Found = 0;
            for (int at = 0; at < stream.Length; )
            {
                int count = Math.Min(stream.Length - at, 1 + (int)(bits.NextUInt64() % (ulong)longest));
                parser.Receive(stream.AsSpan(at, count), expected);
                at += count;
            }

            Assert.Equal(expected.Count, parser.Found);
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(128 * 1024)]
    public void Reading_byte_by_byte_gives_the_recorded_messages(int blockBytes)
    {
        SeededBits bits = new(1);
        List<byte> stream = [];
        List<(char, byte[])> expected = [];
        foreach (byte[] message in s_recorded)
        {
            stream.AddRange(ServerFrames.WholeText(message));
            expected.Add(('m', message));
            ServerFrames.Fragmented(message, bits, stream, expected);
        }

        using PipedParser parser = new(blockBytes);
        foreach (byte value in stream)
        {
            parser.Receive([value], expected);
        }

        Assert.Equal(expected.Count, parser.Found);
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Any_segments_of_one_buffer_give_the_recorded_messages(ulong seed)
    {
        SeededBits bits = new(seed);
        List<byte> bytes = [];
        List<(char, byte[])> expected = [];
        foreach (byte[] message in s_recorded)
        {
            ServerFrames.Fragmented(message, bits, bytes, expected);
            bytes.AddRange(ServerFrames.WholeText(message));
            expected.Add(('m', message));
        }

        byte[] stream = [.. bytes];
        for (int round = TestRounds.Of(500); round > 0; round--)
        {
            using PipedParser parser = new(16);
            ReadOnlySequence<byte> buffer = Segments(stream, bits);
            parser.Parser.Feed(buffer, room: 0);
            parser.TakeAll(expected);
            Assert.Equal(expected.Count, parser.Found);
            Assert.Equal(0, buffer.Slice(parser.Parser.Consumed).Length);
        }
    }

    [Fact]
    public void A_message_that_lies_in_one_block_is_not_copied()
    {
        using PipedParser parser = new(128 * 1024);
        byte[] stream = [.. s_recorded.SelectMany(message => ServerFrames.WholeText(message))];
        parser.Receive(stream.AsSpan(0, 20_000), expected: null);
        parser.Receive(stream.AsSpan(20_000), expected: null);
        Assert.Equal(MessageCount, parser.Messages);
        Assert.Equal(MessageCount, parser.Parser.FramesReceived);
        Assert.Equal(0, parser.Parser.MessagesGathered);
    }

    [Fact]
    public void The_gather_buffer_grows_to_a_quarter_of_the_cap_and_then_to_the_cap()
    {
        const int Cap = 4 << 20;
        byte[][] frames =
        [
            .. new[] { 100_000, Cap / 4, (Cap / 4) + 1, Cap / 2, Cap }.Select(length =>
                ServerFrames.WholeText(new byte[length])
            ),
        ];
        using PipedParser parser = new(4096, Cap);
        long allocated = AllocatedBytes.Once(() =>
        {
            foreach (byte[] frame in frames)
            {
                parser.Receive(frame, expected: null);
            }
        });
        Assert.Equal(frames.Length, parser.Messages);
        Assert.Equal(2, parser.Parser.GatherGrowths);
        Assert.InRange(allocated, Cap, 2 * Cap);
    }

    private static IEnumerable<byte[]> Recorded()
    {
        using FileStream file = File.OpenRead(Repository.PathOf("tests/recordings/frames.jsonl.gz"));
        using GZipStream unpacked = new(file, CompressionMode.Decompress);
        using StreamReader lines = new(unpacked);
        for (int i = 0; i < MessageCount; i++)
        {
            yield return Encoding.UTF8.GetBytes(lines.ReadLine()!);
        }
    }

    private static ReadOnlySequence<byte> Segments(byte[] stream, SeededBits bits)
    {
        int longest = 1 + (int)(bits.NextUInt64() % 2000);
        Segment first = new(ReadOnlyMemory<byte>.Empty, 0);
        Segment last = first;
        for (int at = 0; at < stream.Length; )
        {
            int count = Math.Min(stream.Length - at, (int)(bits.NextUInt64() % (ulong)(longest + 1)));
            Segment next = new(stream.AsMemory(at, count), at);
            last.Append(next);
            last = next;
            at += count;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long index)
        {
            Memory = memory;
            RunningIndex = index;
        }

        public void Append(Segment next) => Next = next;
    }
}
