using System.Globalization;
using System.Text.RegularExpressions;
using FastArb.Feed;
using FastArb.Feeds;
using Xunit;

namespace FastArb.Tests.FrontDoor;

/// <summary>However many faults there are, few lines tell of them, and with the exact counts.</summary>
public sealed partial class NoticePrinter_Storms
{
    private const long SecondNs = 1_000_000_000;

    [Fact]
    [Trait("row", "45")]
    public void A_million_faults_in_a_minute_are_at_most_200_lines_with_exact_counts()
    {
        const int Faults = 1_000_000;
        const long LookNs = SecondNs / 4;
        FeedNotices notices = new();
        using StringWriter said = new();
        NoticePrinter printer = new(new ProgressLine(Terminal.Plain(TextWriter.Null, said)), notices);
        FeedNotice[] kinds = Enum.GetValues<FeedNotice>();
        long[] faults = new long[kinds.Length];
        string[] sentences = [.. kinds.Select(kind => $"node.example: {kind}")];
        SeededBits bits = new(45);
        long nextLook = 0;
        for (int i = 0; i < Faults; i++)
        {
            int kind = (int)(bits.NextUInt64() % (ulong)kinds.Length);
            faults[kind]++;
            notices.Say(kinds[kind], sentences[kind]);
            long now = 60 * SecondNs / Faults * i;
            if (now >= nextLook)
            {
                printer.Look(now);
                nextLook = now + LookNs;
            }
        }

        printer.Finish();
        string[] lines = said.ToString().TrimEnd().Split('\n');
        Assert.InRange(lines.Length, kinds.Length, 200);
        foreach ((FeedNotice kind, long count) in kinds.Zip(faults))
        {
            Assert.Equal(count, notices.Count(kind));
            string last = lines.Last(line => line.Contains($": {kind} ", StringComparison.Ordinal));
            Assert.Equal(
                count,
                long.Parse(
                    Times().Match(last).Groups["n"].Value,
                    NumberStyles.AllowThousands,
                    CultureInfo.InvariantCulture
                )
            );
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{lines.Length} lines for {Faults} faults");
    }

    [Fact]
    public void The_first_of_a_kind_is_said_at_once_and_again_after_a_long_quiet()
    {
        FeedNotices notices = new();
        using StringWriter said = new();
        NoticePrinter printer = new(new ProgressLine(Terminal.Plain(TextWriter.Null, said)), notices);
        printer.Look(0);
        Assert.Equal(string.Empty, said.ToString());
        notices.Say(FeedNotice.Disconnected, "node.example: gone");
        printer.Look(1);
        notices.Say(FeedNotice.Reconnected, "node.example: back");
        printer.Look(2);
        Assert.Equal("warning: node.example: gone\nnote: node.example: back\n", said.ToString());
        notices.Say(FeedNotice.Disconnected, "node.example: gone again");
        printer.Look(3);
        Assert.Equal(2, said.ToString().Count(c => c == '\n'));
        printer.Look(3 * SecondNs);
        Assert.EndsWith(
            "warning: node.example: gone again (2 times by now)\n",
            said.ToString(),
            StringComparison.Ordinal
        );
        printer.Look(1_000 * SecondNs);
        notices.Say(FeedNotice.Disconnected, "node.example: gone a third time");
        printer.Look(1_001 * SecondNs);
        Assert.EndsWith("gone a third time (3 times by now)\n", said.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_node_says_stays_on_one_line_without_escapes_or_urls()
    {
        FeedNotices notices = new();
        using StringWriter said = new();
        NoticePrinter printer = new(new ProgressLine(Terminal.Plain(TextWriter.Null, said)), notices);
        notices.Say(
            FeedNotice.EndpointRefused,
            "says: no\nfastarb: all is well\e[2J see https://node.example/v2/k3y " + new string('x', 5_000)
        );
        printer.Finish();
        string line = said.ToString();
        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        Assert.DoesNotContain('\e', line);
        Assert.DoesNotContain("k3y", line, StringComparison.Ordinal);
        Assert.InRange(line.Length, 100, 400);
    }

    [Fact]
    [Trait("gate", "allocation")]
    public void Saying_allocates_nothing()
    {
        FeedNotices notices = new();
        long allocated = AllocatedBytes.Least(() =>
        {
            notices.Say(FeedNotice.Malformed, "node.example: not JSON");
            notices.SayTotal(FeedNotice.CallFailed, 7, "node.example: no answer");
        });
        Assert.Equal(0, allocated);
    }

    [GeneratedRegex(
        @"\((?<n>[\d,]+) times by now\)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Times();
}
