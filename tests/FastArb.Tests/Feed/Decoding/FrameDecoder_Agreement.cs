using System.Runtime.InteropServices;
using System.Text;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Decoding;

/// <summary>The scanner says of every input what the walk says.</summary>
public sealed class FrameDecoder_Agreement(ITestOutputHelper output)
{
    private static readonly int s_rounds = TestRounds.Of(100_000);

    private static readonly UInt256 s_sync = ReferenceDecoder.Word(
        "0x1c411e9a96e071241c2f21f7726b17ae89e3cab4c78be50e062b03a9fffbbad1"
    );

    private static readonly UInt256 s_transfer = ReferenceDecoder.Word(
        "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
    );

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Scanner_and_walk_agree_on_every_mutated_frame(ulong seed)
    {
        output.WriteLine($"seed {seed}, {s_rounds} rounds");
        WatchRules everything = new([WatchRule.Everything]);
        WatchRules some = new([
            new WatchRule("syncs") { Topic0 = [s_sync] },
            new WatchRule("transfers") { Topic0 = [s_transfer] },
        ]);
        (FrameDecoder Fast, FrameDecoder Walk)[] pairs =
        [
            (new FrameDecoder(everything), new FrameDecoder(everything)),
            (new FrameDecoder(some), new FrameDecoder(some)),
        ];
        FrameMutator frames = new(seed);
        int[] kinds = new int[(int)FrameKind.Batch + 1];
        for (int i = 0; i < s_rounds; i++)
        {
            ReadOnlySpan<byte> frame = frames.Next();
            (FrameDecoder fast, FrameDecoder walk) = pairs[i & 1];
            FrameKind kind = walk.DecodeByWalk(frame);
            kinds[(int)kind]++;
            if (fast.Decode(frame) != kind || !AreSame(kind, fast, walk))
            {
                Assert.Fail($"round {i}, {kind} by the walk: {Encoding.Latin1.GetString(frame)}");
            }
        }

        output.WriteLine(string.Join(", ", kinds.Select((count, kind) => $"{(FrameKind)kind} {count}")));
        Assert.True(
            !TestRounds.AreWhole || kinds[..(int)FrameKind.Batch].All(count => count > s_rounds / 1_000)
        );
    }

    private static bool AreSame(FrameKind kind, FrameDecoder fast, FrameDecoder walk) =>
        kind switch
        {
            FrameKind.Log => SameBytes(in fast.Log, in walk.Log)
                && MemoryMarshal.AsBytes(fast.Slots).SequenceEqual(MemoryMarshal.AsBytes(walk.Slots))
                && fast.CarriedTime == walk.CarriedTime,
            FrameKind.UnwantedLog => fast.CarriedTime == walk.CarriedTime,
            FrameKind.Head => SameBytes(in fast.Head, in walk.Head) && fast.CarriedTime == walk.CarriedTime,
            FrameKind.Answer => fast.Answer == walk.Answer,
            _ => fast.Fault == walk.Fault,
        };

    private static bool SameBytes<T>(in T left, in T right)
        where T : struct =>
        MemoryMarshal
            .AsBytes(new ReadOnlySpan<T>(in left))
            .SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in right)));
}
