using FastArb.Scenarios.Scripted;
using FastArb.Tests;
using Xunit;

namespace FastArb.Scenarios.Live;

/// <summary>However the bytes come in, over a real socket, the events are the same.</summary>
public sealed class Feed_OverSockets
{
    private static readonly ScriptedChain s_long = ScriptedChain.FromRecording("frames.jsonl.gz");
    private static readonly ScriptedChain s_reorgs = ScriptedChain.FromRecording(
        "frames-reorg-geth.jsonl.gz"
    );

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public async Task Random_cuts_change_no_event(ulong seed)
    {
        byte[] bytes = [.. s_reorgs.Notifications.SelectMany(ServerFrames.Text)];
        ScriptedTraffic traffic = new(s_reorgs, connection => connection.SendAsync(Cuts.Of(bytes, seed)));
        FedEvents fed = await FedEvents.OverSocketAsync(traffic);
        fed.MustEqual(FedEvents.Of(s_reorgs.Notifications));
    }

    [Fact]
    public async Task Single_bytes_change_no_event()
    {
        string[] messages = [.. s_long.Notifications.Take(150)];
        byte[] bytes = [.. messages.SelectMany(ServerFrames.Text)];
        ScriptedTraffic traffic = new(s_long, connection => connection.SendAsync(Cuts.Single(bytes)));
        FedEvents fed = await FedEvents.OverSocketAsync(traffic);
        fed.MustEqual(FedEvents.Of(messages));
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public async Task Pings_inside_fragments_change_no_event(ulong seed)
    {
        SeededBits bits = new(seed);
        int pings = 1;
        List<byte> bytes = [];
        foreach (string message in s_reorgs.Notifications)
        {
            int[] cuts =
            [
                .. Enumerable
                    .Range(0, (int)(bits.NextUInt64() % 4))
                    .Select(_ => 1 + (int)(bits.NextUInt64() % (ulong)(message.Length - 1)))
                    .Distinct()
                    .Order(),
            ];
            pings += cuts.Length;
            bytes.AddRange(ServerFrames.Fragments(message, cuts, pingBetween: "still there?"));
        }

        ScriptedTraffic traffic = new(s_reorgs, connection => connection.SendAsync(bytes.ToArray()));
        FedEvents fed = await FedEvents.OverSocketAsync(traffic);
        fed.MustEqual(FedEvents.Of(s_reorgs.Notifications));
        Assert.Equal(pings, traffic.PongCount);
    }

    [Fact]
    [Trait("row", "26")]
    public async Task Notifications_that_overtake_the_answer_to_their_subscription_are_kept()
    {
        string[] messages = [.. s_long.Notifications.Take(200)];
        FedEvents expected = FedEvents.Of(messages);
        for (int round = 0; round < TestRounds.Of(10); round++)
        {
            // 1, 12, 23, ..., 100; ten times as many rounds meet every number.
            int early = 1 + (11 * round % 100);
            byte[] rest = [.. messages[early..].SelectMany(ServerFrames.Text)];
            ScriptedTraffic traffic = new(
                s_long,
                connection => connection.SendAsync(rest),
                messages[..early]
            );
            FedEvents fed = await FedEvents.OverSocketAsync(traffic);
            fed.MustEqual(expected);
        }
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public async Task One_bad_message_costs_one_message(ulong seed)
    {
        SeededBits bits = new(seed);
        string[] good = [.. s_long.Notifications.Take(9_000)];

        // Said again, a good message changes nothing; bad ones come in anywhere.
        List<string> messages = [.. good.SelectMany(message => Enumerable.Repeat(message, TestRounds.Of(1)))];
        int bad = messages.Count / 9;
        for (int i = 0; i < bad; i++)
        {
            int at = (int)(bits.NextUInt64() % (ulong)messages.Count);
            string like = good[(int)(bits.NextUInt64() % (ulong)good.Length)];
            messages.Insert(at, BadMessages.From(like, bits));
        }

        byte[] bytes = [.. messages.SelectMany(ServerFrames.Text)];
        ScriptedTraffic traffic = new(s_long, connection => connection.SendAsync(bytes));
        FedEvents fed = await FedEvents.OverSocketAsync(traffic);
        fed.MustEqual(FedEvents.Of(good));
        Assert.Equal(bad, fed.Counters.DecodeErrorsOfAllKinds);
    }
}
