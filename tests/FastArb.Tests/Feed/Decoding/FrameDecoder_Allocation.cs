using System.Text;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Decoding;

[Trait("gate", "allocation")]
public sealed class FrameDecoder_Allocation
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Decoding_a_recording_allocates_nothing(bool walk)
    {
        byte[][] frames = [.. RecordedFrames.Long.Take(2_000), .. RecordedFrames.ReorgGeth.Take(2_000)];
        FrameDecoder decoder = new(new WatchRules([WatchRule.Everything]));
        FrameDecoder picky = new(new WatchRules([new WatchRule("none") { Topic0 = [UInt256.One] }]));
        Assert.Equal(0, Allocated(frames, decoder, picky, walk));
    }

    [Fact]
    public void Reading_answers_and_odd_but_legal_messages_allocates_nothing()
    {
        string log = Encoding.UTF8.GetString(RecordedFrames.Long[5]);
        string[] texts =
        [
            log.Replace("e", "\\u0065", StringComparison.Ordinal)
                .Replace("fals\\u0065", "false", StringComparison.Ordinal),
            log.Replace(",", " ,", StringComparison.Ordinal),
            log.Replace("\"0x2\"", "\"0xg\"", StringComparison.Ordinal),
            log.Replace("\"0x2\"", "2", StringComparison.Ordinal),
            "{\"id\":\"7\",\"error\":{\"code\":-32005,\"message\":\"no\"}}",
            "[]",
        ];
        byte[][] frames = [.. texts.Select(Encoding.UTF8.GetBytes)];
        FrameDecoder decoder = new(new WatchRules([WatchRule.Everything]));
        Assert.Equal(0, Allocated(frames, decoder, decoder, walk: false));
    }

    private static long Allocated(byte[][] frames, FrameDecoder decoder, FrameDecoder picky, bool walk) =>
        AllocatedBytes.Least(() =>
        {
            foreach (byte[] frame in frames)
            {
                _ = walk ? decoder.DecodeByWalk(frame) : decoder.Decode(frame);
                _ = walk ? picky.DecodeByWalk(frame) : picky.Decode(frame);
            }
        });
}
