using System.Text;
using FastArb.Chain;
using FastArb.Feed;
using FastArb.Tests.Feed.Decoding;
using FastArb.Tests.Feed.Sequencing;
using Xunit;

namespace FastArb.Tests.Feed.Rpc;

/// <summary>
/// A notification may overtake the answer to the subscription that it belongs to. It is an event all
/// the same:
/// nothing waits for the answer, so nothing is kept for it and nothing can be lost.
/// </summary>
[Trait("row", "26")]
public sealed class Early_Notifications(ITestOutputHelper output)
{
    private const int EarlyMax = 100;
    private const int FramesMax = 200;

    private static readonly byte[][] s_frames = [.. RecordedFrames.Long.Skip(2).Take(FramesMax)];

    private static readonly FeedPlan s_plan = new(new WatchRules([WatchRule.Everything]))
    {
        Time = EventTimeSource.Chain,
    };

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void One_that_overtakes_its_answer_is_kept(ulong seed)
    {
        SeededBits bits = new(seed);
        string expected = Told(0, [], batched: false);
        int rounds = TestRounds.Of(100);
        int early = 0;
        for (int round = 0; round < rounds; round++)
        {
            int count = 1 + (int)(bits.NextUInt64() % EarlyMax);
            byte[][] answers =
            [
                .. Enumerable
                    .Range(1, 3)
                    .Select(id => Bytes($"{{\"id\":{id},\"result\":\"0x{bits.NextUInt64():x}\"}}")),
            ];
            early += count;
            Assert.Equal(expected, Told(count, answers, batched: false));
            Assert.Equal(expected, Told(count, answers, batched: true));
        }

        output.WriteLine($"seed {seed}: {early} early notifications in {rounds} rounds, lost 0");
    }

    // What comes out when so many notifications come before the answers; all by themselves, or the answers in
    // one batch with the notification after them.
    private static string Told(int early, byte[][] answers, bool batched)
    {
        SequencedFeed feed = new(s_plan);
        foreach (byte[] frame in s_frames[..early])
        {
            feed.Sequencer.Accept(InputKind.Message, 0, frame, 0);
        }

        int next = early;
        if (batched)
        {
            string all = string.Join(',', answers.Append(s_frames[next++]).Select(Encoding.UTF8.GetString));
            Assert.Equal(FrameKind.Batch, feed.Sequencer.Accept(InputKind.Message, 0, Bytes($"[{all}]"), 0));
        }
        else
        {
            foreach (byte[] answer in answers)
            {
                Assert.Equal(FrameKind.Answer, feed.Sequencer.Accept(InputKind.Message, 0, answer, 0));
            }
        }

        foreach (byte[] frame in s_frames[next..])
        {
            feed.Sequencer.Accept(InputKind.Message, 0, frame, 0);
        }

        return string.Join(
            ' ',
            feed.Events.Select(e => $"{e.Sequence}:{e.Kind}:{e.BlockNumber}:{e.LogIndex}:{e.EventTime}")
        );
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
