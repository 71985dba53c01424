using Xunit;

namespace FastArb.Tests.Feed.WebSocket;

[Trait("gate", "allocation")]
public sealed class FrameParser_Allocation
{
    private const int Rounds = 100;

    [Fact]
    public void Frames_fragments_and_pings_are_read_without_allocation()
    {
        SeededBits bits = new(1);
        List<byte> stream = [];
        List<(char, byte[])> expected = [];
        for (int i = 0; i < 200; i++)
        {
            byte[] message = new byte[bits.NextUInt64() % 5000];
            stream.AddRange(ServerFrames.WholeText(message));
            expected.Add(('m', message));
            ServerFrames.Fragmented(message, bits, stream, expected);
        }

        byte[] bytes = [.. stream];
        using PipedParser parser = new(blockBytes: 4096);
        long allocated = AllocatedBytes.Least(() =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                Run(parser, bytes, expected);
            }
        });
        Assert.Equal(0, allocated);
        Assert.True(parser.Parser.MessagesGathered > Rounds);
    }

    private static void Run(PipedParser parser, byte[] bytes, List<(char, byte[])> expected)
    {
        parser.Found = 0;
        for (int at = 0; at < bytes.Length; at += 3000)
        {
            parser.Receive(bytes.AsSpan(at, Math.Min(3000, bytes.Length - at)), expected);
        }
    }
}
