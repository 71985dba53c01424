using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Decoding;

public sealed class LogsBloom_Recordings
{
    [Fact]
    public void The_filter_of_all_logs_of_a_block_is_its_head_s()
    {
        FrameDecoder decoder = new(new WatchRules([WatchRule.Everything]));
        Dictionary<UInt256, LogsBloom> heads = [];
        Dictionary<UInt256, LogsBloom> logs = [];
        foreach (byte[] frame in RecordedFrames.Long)
        {
            FrameKind kind = decoder.Decode(frame);
            if (kind == FrameKind.Head)
            {
                heads.Add(decoder.Head.Hash, decoder.Head.Bloom);
            }
            else if (kind == FrameKind.Log)
            {
                LogsBloom bloom = logs.GetValueOrDefault(decoder.Log.BlockHash);
                Add(ref bloom, decoder.Slots[0]);
                logs[decoder.Log.BlockHash] = bloom;
            }
        }

        Assert.Equal(601, heads.Count);
        Assert.True(logs.Count > 400);
        foreach ((UInt256 hash, LogsBloom head) in heads)
        {
            LogsBloom bloom = logs.GetValueOrDefault(hash);
            LogsBloom said = head;
            Assert.True(said.Bytes.SequenceEqual(bloom.Bytes));
            Assert.Equal(bloom.PopulationCount(), head.PopulationCount());
        }
    }

    [Fact]
    public void A_filter_holds_what_was_added_and_hardly_anything_else()
    {
        LogsBloom bloom = default;
        byte[] value = new byte[20];
        for (int i = 0; i < 40; i++)
        {
            value[0] = (byte)i;
            BloomBits bits = LogsBloom.BitsOf(value);
            bloom.Add(bits);
            Assert.True(bloom.Holds(bits));
        }

        Assert.InRange(bloom.PopulationCount(), 80, 120);
        int held = 0;
        for (int i = 0; i < 10_000; i++)
        {
            value[1] = (byte)(1 + (i & 127));
            value[2] = (byte)(i >> 7);
            held += bloom.Holds(LogsBloom.BitsOf(value)) ? 1 : 0;
        }

        Assert.InRange(held, 0, 20);
    }

    // Address and topics, as a rule that takes anything keeps them: 20 bytes and 32 bytes each.
    private static void Add(ref LogsBloom bloom, ChainEvent log)
    {
        Span<byte> bytes = stackalloc byte[32];
        for (int i = 0; i <= log.TopicCount; i++)
        {
            log.Words[i].WriteBigEndian(bytes);
            bloom.Add(LogsBloom.BitsOf(i == 0 ? bytes[^Address.ByteCount..] : bytes));
        }
    }
}
