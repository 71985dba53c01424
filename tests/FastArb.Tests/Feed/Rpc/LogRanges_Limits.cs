using System.Text;
using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Rpc;

/// <summary>Limits are met by splitting, in few questions, and what is cut off is found.</summary>
[Trait("row", "24")]
public sealed class LogRanges_Limits(ITestOutputHelper output)
{
    private const int Blocks = 1_000;
    private const int RequestsMax = 30;

    [Theory]
    [InlineData("exceed maximum block range: 200", 200, int.MaxValue)]
    [InlineData("eth_getLogs is limited to a 250 range", 250, int.MaxValue)]
    [InlineData("Block range limit exceeded. See more details at https://docs", 150, int.MaxValue)]
    [InlineData("query returned more than 10000 results", int.MaxValue, 700)]
    [InlineData(
        "query returned more than 10000 results. Try with this block range {hex}.",
        int.MaxValue,
        700
    )]
    [InlineData(
        "Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range and no"
            + " limit on the response size. Based on your parameters, this block range should work: {hex}",
        int.MaxValue,
        700
    )]
    [InlineData("query exceeds max results 700, retry with the range {dec}", int.MaxValue, 700)]
    [InlineData("query timeout exceeded", 130, int.MaxValue)]
    [InlineData("logs matched by query exceeds limit of 10000", 300, 700)]
    public void A_refusal_leads_to_ranges_that_are_taken(string refusal, int blocks, int logs)
    {
        foreach (bool everything in (bool[])[true, false])
        {
            LimitedLogs node = new(1, Blocks, everything)
            {
                BlocksMax = blocks,
                LogsMax = logs,
                Refusal = refusal,
            };
            MustBeExact(node, RequestsMax);
        }
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(1_024)]
    [InlineData(777)]
    public void An_answer_that_is_cut_off_without_a_word_is_found(int logs)
    {
        foreach (bool everything in (bool[])[true, false])
        {
            LimitedLogs node = new(2, Blocks, everything) { LogsMax = logs };
            LogRanges ranges = MustBeExact(node, RequestsMax);
            Assert.Equal(node.WantedLogs > logs, ranges.Counters.Lacking > 0);
        }
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Whatever_blocks_a_backend_leaves_out_the_result_is_exact(ulong seed)
    {
        output.WriteLine($"seed {seed}");
        SeededBits bits = new(seed);
        for (int round = 0; round < TestRounds.Of(4); round++)
        {
            // It lags: nothing from some block on, now here, now there.
            LimitedLogs node = new(seed, 300, everything: round % 2 == 0)
            {
                Tamper = (_, logs) =>
                    bits.NextUInt64() % 2 == 0 ? logs : [.. logs.Take((int)(bits.NextUInt64() % 300))],
            };
            MustBeExact(node, 500);

            // It drops whole blocks from the middle.
            LimitedLogs holes = new(seed + 1, 300, everything: round % 2 == 0)
            {
                Tamper = (_, logs) =>
                    [
                        .. logs.Where(text =>
                            !text.Contains("7\",\"transactionHash", StringComparison.Ordinal)
                        ),
                    ],
            };
            MustBeExact(holes, 2_000);
        }
    }

    [Fact]
    public void Logs_of_another_branch_and_out_of_order_are_not_taken_and_end_it_if_they_do_not_end()
    {
        Func<LogQuestion, List<string>, List<string>>[] lies =
        [
            (_, logs) => [.. logs.AsEnumerable().Reverse()],
            (_, logs) => [.. logs, .. logs],
            (_, logs) =>
                [
                    .. logs.Select(text =>
                        text.Replace("\"blockHash\":\"0x", "\"blockHash\":\"0xf", StringComparison.Ordinal)
                    ),
                ],
            (_, logs) =>
                [
                    .. logs.Select(text =>
                        text.Replace("\"removed\":false", "\"removed\":true", StringComparison.Ordinal)
                    ),
                ],
            (_, _) => ["7"],
        ];
        foreach (Func<LogQuestion, List<string>, List<string>> lie in lies)
        {
            LimitedLogs node = new(3, 50, everything: true) { Tamper = lie };
            LogRanges ranges = new(node.Rules);
            Assert.Equal(8, node.Run(ranges));
            Assert.Equal(8, ranges.Counters.Contradictions);
            Assert.StartsWith(
                "the node's logs contradict its headers",
                ranges.Fault,
                StringComparison.Ordinal
            );

            int lied = 0;
            LimitedLogs better = new(3, 50, everything: true)
            {
                Tamper = (question, logs) => lied++ < 3 ? lie(question, logs) : logs,
            };
            MustBeExact(better, 10);
        }
    }

    [Fact]
    public void Blocks_whose_filters_exclude_what_is_wanted_cost_no_question_once_filters_are_trusted()
    {
        LimitedLogs node = new(4, 2_000, everything: false) { BlocksMax = 1, Refusal = "block range: 1" };
        LogRanges ranges = new(node.Rules);
        int asked = node.Run(ranges);
        output.WriteLine($"{asked} questions, {ranges.Counters.Excluded} blocks excluded");
        Assert.True(ranges.Counters.Excluded > 0);
        MustBeExact(node, ranges);
    }

    [Fact]
    public void Ranges_grow_again_after_success()
    {
        LimitedLogs node = new(5, 2_000, everything: true) { LogsMax = 500, Refusal = "too many results" };
        bool wasCrowded = false;
        LimitedLogs crowded = new(5, 2_000, everything: true)
        {
            Tamper = (_, logs) =>
            {
                wasCrowded |= logs.Count > 0;
                return logs;
            },
        };
        LogRanges ranges = new(node.Rules);
        node.Run(ranges);
        MustBeExact(node, ranges);
        // The same plan at a node without such limits: it does not stay with short ranges.
        int asked = crowded.Run(ranges);
        Assert.True(wasCrowded);
        Assert.True(asked < 20, $"{asked} questions");
    }

    private LogRanges MustBeExact(LimitedLogs node, int requestsMax)
    {
        LogRanges ranges = new(node.Rules);
        int asked = node.Run(ranges);
        output.WriteLine(
            $"{asked} requests for {node.Heads.Length} blocks with {node.WantedLogs} logs;"
                + $" {ranges.Counters.Splits} splits, {ranges.Counters.WholeBlocks} in full"
        );
        Assert.Empty(ranges.Fault);
        Assert.True(asked <= requestsMax, $"{asked} requests");
        MustBeExact(node, ranges);
        return ranges;
    }

    private static void MustBeExact(LimitedLogs node, LogRanges ranges)
    {
        foreach (BlockHead head in node.Heads)
        {
            Assert.Equal(
                node.Wanted(head.Number),
                ranges.LogsOf(head.Number).Select(Encoding.UTF8.GetString),
                StringComparer.Ordinal
            );
        }
    }
}
