using System.Diagnostics;
using System.Text;
using FastArb.Chain;
using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Decoding;

/// <summary>
/// Texts that have broken other parsers: refused or passed over in linear time, never a crash.
/// </summary>
public sealed class FrameDecoder_Hostile(ITestOutputHelper output)
{
    private const int Kilobyte = 1024;

    private static readonly string s_log = Encoding.UTF8.GetString(RecordedFrames.Long[5]);

    private readonly FrameDecoder _decoder = new(new WatchRules([WatchRule.Everything]));

    [Fact]
    public void The_corpus_is_refused_in_linear_time()
    {
        byte[][] corpus = [.. Corpus()];
        Assert.True(corpus.Length >= 200, $"{corpus.Length} texts");
        foreach (byte[] text in corpus)
        {
            // The best of three: a shared machine may stop any one of them.
            double best = double.MaxValue;
            for (int i = 0; i < 3; i++)
            {
                long start = Stopwatch.GetTimestamp();
                _decoder.Decode(text);
                _decoder.DecodeHeader(text);
                LogsAnswer logs = _decoder.ReadLogs(text);
                while (logs.MoveNext()) { }

                BatchMessages batch = _decoder.ReadBatch(text);
                while (batch.MoveNext()) { }

                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            double allowed = 3 + (text.Length / (double)Kilobyte);
            Assert.True(
                best < allowed,
                $"{best} ms: {Encoding.Latin1.GetString(text, 0, Math.Min(200, text.Length))}"
            );
        }
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Damaged_hostile_texts_do_no_harm(ulong seed)
    {
        output.WriteLine($"seed {seed}");
        byte[][] corpus = [.. Corpus().Where(text => text.Length < 4 * Kilobyte)];
        SeededBits bits = new(seed);
        FrameDecoder walk = new(new WatchRules([WatchRule.Everything]));
        byte[] frame = RecordedFrames.Long[5];
        for (int i = 0; i < TestRounds.Of(10_000); i++)
        {
            byte[] text = [.. corpus[(int)(bits.NextUInt64() % (ulong)corpus.Length)]];
            text[bits.NextUInt64() % (ulong)text.Length] = (byte)bits.NextUInt64();
            Assert.Equal(walk.DecodeByWalk(text), _decoder.Decode(text));
        }

        Assert.Equal(FrameKind.Log, _decoder.Decode(frame));
    }

    [Fact]
    public void Ten_thousand_bad_frames_among_ninety_thousand_good_ones_cost_nothing_but_themselves()
    {
        byte[][] good = [.. RecordedFrames.Long.Where(OtherNodes.IsLog).Take(900)];
        byte[][] bad = [.. Corpus().Where(text => text.Length < 2 * Kilobyte).Take(100)];
        int logs = 0;
        for (int i = 0; i < TestRounds.Of(100); i++)
        {
            foreach (byte[] text in bad)
            {
                Assert.NotEqual(FrameKind.Log, _decoder.Decode(text));
            }

            logs += good.Count(frame => _decoder.Decode(frame) == FrameKind.Log);
        }

        Assert.Equal(TestRounds.Of(100) * good.Length, logs);
    }

    private static IEnumerable<byte[]> Corpus()
    {
        string[] values =
        [
            .. Sizes().SelectMany(n => new[] { new string('[', n), new string('[', n) + new string(']', n) }),
            .. Sizes().Select(n => Repeat("{\"a\":", n)),
            .. Sizes().Select(n => Repeat("{\"a\":", n) + "1" + new string('}', n)),
            .. Sizes().Select(n => new string('9', n)),
            .. Sizes().Select(n => "0." + new string('0', n) + "1e" + new string('9', n % 1000)),
            .. Sizes().Select(n => $"\"{new string('a', n)}\""),
            .. Sizes().Select(n => $"\"{Repeat("\\u0030", n)}\""),
            .. Sizes().Select(n => $"\"0x{Repeat("\\u0030", n)}\""),
            .. Sizes().Select(n => $"\"{Repeat("\\ud800", n)}\""),
            .. Sizes().Select(n => $"\"{new string('\\', n)}\""),
            .. Sizes().Select(n => $"\"0x{new string('0', n)}\""),
            .. Sizes().Select(n => $"[{Repeat("1,", n)}1]"),
            .. Sizes().Select(n => $"{{{Repeat("\"address\":null,", n)}\"a\":1}}"),
            .. Sizes().Select(n => $"{{{Repeat("\"a\":1,", n)}\"a\":1}}"),
            .. Sizes().Select(n => $"{{\"{Repeat("\\u0061", n)}\":1}}"),
            .. Sizes().Select(n => new string(' ', n)),
            .. Sizes().Select(n => new string('\0', n)),
            .. Sizes().Select(n => $"\"{new string('\u00ff', n)}\""),
            "-",
            "-0",
            "01",
            "1e",
            "1e99999",
            "NaN",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\t\"",
            "/**/1",
            "'a'",
            "tru",
            "{\"a\"}",
            "{a:1}",
            "{\"a\":1,}",
            "[1,]",
            "[,]",
            "{,}",
            "\"",
            "\\",
        ];
        foreach (string value in values)
        {
            yield return Encoding.Latin1.GetBytes(value);
            yield return Encoding.Latin1.GetBytes($"{{\"id\":{value},\"result\":{value},\"error\":{value}}}");
            yield return Encoding.Latin1.GetBytes(
                s_log.Replace("\"0x2\"", value, StringComparison.Ordinal) // The index of the log.
            );
            yield return Encoding.Latin1.GetBytes(
                s_log.Replace("\"topics\":[", $"\"topics\":[{value},", StringComparison.Ordinal)
            );
            yield return Encoding.Latin1.GetBytes(
                s_log.Replace("}}}", $",\"x\":{value}}}}}]", StringComparison.Ordinal)
            );
        }
    }

    private static IEnumerable<int> Sizes() => [1, 63, 65, 1_000, 30_000];

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
