using System.Globalization;
using System.Numerics;
using System.Text;
using FastArb.EvmMath;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Tests.EvmMath;

/// <summary>
/// The cases that the native fuzzer runs, in the format of native/README.md: what both sides read, and fresh
/// ones that the BigInteger oracle answers.
/// </summary>
public sealed class NativeCorpus
{
    /// <summary>
    /// Where the oracle leaves its answers for the native fuzzer, which .ci/run starts next.
    /// </summary>
    private const string Written = "artifacts/corpus/oracle.txt";

    public static TheoryData<string> Paths => BatchMathPaths.All;

    [Theory]
    [MemberData(nameof(Paths))]
    public void Every_case_of_the_committed_corpus_holds(string path)
    {
        BatchMath math = BatchMathPaths.Open(path);
        int held = 0;
        foreach (string file in Directory.EnumerateFiles(Repository.PathOf("native/fuzz/corpus"), "*.txt"))
        {
            foreach (string line in File.ReadLines(file).Where(line => line.Length > 0 && line[0] != '#'))
            {
                string[] words = line.Split(' ');
                string answer = words[0] switch
                {
                    "v2" => Quote(math, words),
                    "v3" => Step(math, words),
                    "moebius" => Route(math, words),
                    _ => "an unknown kind",
                };
                Assert.True(
                    line.EndsWith(' ' + answer, StringComparison.Ordinal),
                    $"{line}: {path} says {answer}"
                );
                held++;
            }
        }

        Assert.True(held > 6000, $"{held} cases");
    }

    [Fact]
    public void The_oracle_writes_cases_for_the_native_fuzzer()
    {
        ulong seed = (ulong)TestSeeds.All.First().Data;
        RandomWords words = new(seed);
        StringBuilder corpus = new();
        corpus.Append(CultureInfo.InvariantCulture, $"# Answers of the BigInteger oracle, seed {seed}.\n");
        int quotes = 0;
        int steps = 0;
        for (int i = 0; i < 10_000; i++)
        {
            quotes += WriteQuote(corpus, words) ? 1 : 0;
            steps += WriteStep(corpus, words) ? 1 : 0;
        }

        Assert.True(quotes > 1000 && steps > 1000, $"{quotes} quotes and {steps} steps have an answer");
        string file = Repository.PathOf(Written);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, corpus.ToString());
    }

    private static bool WriteQuote(StringBuilder corpus, RandomWords words)
    {
        BigInteger inside = EdgeNumbers.Big(words.Next(112));
        BigInteger outside = EdgeNumbers.Big(words.Next(112));
        BigInteger amount = EdgeNumbers.Big(words.Next(112));
        uint pips = (uint)(words.NextUInt64() % 1_000_000);
        bool answered =
            UniswapV2Port.AmountOut(amount, inside, outside, SwapFee.FromPips(pips), out BigInteger quote)
            == ConstantProductResult.Ok;
        corpus.Append(
            CultureInfo.InvariantCulture,
            $"v2 {Hex(inside)} {Hex(outside)} {Hex(amount)} {pips:x} {Hex(answered ? quote : 0)}\n"
        );
        return answered;
    }

    private static bool WriteStep(StringBuilder corpus, RandomWords words)
    {
        UInt256 current = words.Next(160);
        UInt256 target = SwapNumbers.NextPrice(words, current);
        BigInteger liquidity = EdgeNumbers.Big(words.Next(128));
        BigInteger remaining = EdgeNumbers.Big(words.Next(255));
        remaining = (words.NextUInt64() & 1) == 0 ? remaining : -remaining;
        uint pips = (uint)(words.NextUInt64() % 1_000_000);
        BigInteger from = EdgeNumbers.Big(current);
        BigInteger to = EdgeNumbers.Big(target);
        var step = SwapMathPort.ComputeSwapStep(from, to, liquidity, remaining, pips);
        string answer = step is { } s
            ? $"0 {Hex(s.Next)} {Hex(s.AmountIn)} {Hex(s.AmountOut)} {Hex(s.Fee)}"
            : "1 0 0 0 0";
        corpus.Append(
            CultureInfo.InvariantCulture,
            $"v3 {Hex(from)} {Hex(to)} {Hex(liquidity)} {Hex(remaining)} {pips:x} {answer}\n"
        );
        return step is not null;
    }

    private static string Quote(BatchMath math, string[] words)
    {
        UInt128[] quote = new UInt128[1];
        math.AmountsOut([Half(words[1])], [Half(words[2])], [Half(words[3])], [(uint)Half(words[4])], quote);
        return Hex((BigInteger)quote[0]);
    }

    private static string Step(BatchMath math, string[] words)
    {
        Assert.True(UInt256.TryParseHex(words[4], out UInt256 remaining));
        Assert.True(UInt256.TryParseHex(words[1], out UInt256 current));
        Assert.True(UInt256.TryParseHex(words[2], out UInt256 target));
        SwapStep[] steps = new SwapStep[1];
        SwapStepStatus[] statuses = new SwapStepStatus[1];
        uint pips = (uint)Half(words[5]);
        math.SwapSteps(
            [new(current, target, unchecked((Int256)remaining), Half(words[3]), pips)],
            steps,
            statuses
        );
        UInt256[] numbers =
        [
            steps[0].SqrtPriceNext,
            steps[0].AmountIn,
            steps[0].AmountOut,
            steps[0].FeeAmount,
        ];
        return $"{(int)statuses[0]} {string.Join(' ', numbers.Select(number => Hex((BigInteger)number)))}";
    }

    private static string Route(BatchMath math, string[] words)
    {
        int legs = int.Parse(words[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        double[] numbers = [.. words[2..].Select(word => BitConverter.UInt64BitsToDouble((ulong)Half(word)))];
        double[] Column(int column) =>
            [.. Enumerable.Range(0, legs).Select(leg => numbers[(3 * leg) + column])];
        double[] amount = new double[1];
        double[] profit = new double[1];
        math.MoebiusOptima(Column(0), Column(1), Column(2), legs, amount, profit);
        ulong amountBits = BitConverter.DoubleToUInt64Bits(amount[0]);
        return $"{amountBits:x} {BitConverter.DoubleToUInt64Bits(profit[0]):x}";
    }

    private static UInt128 Half(string hex) =>
        UInt128.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    // Two's complement of 256 bits where it is negative.
    private static string Hex(BigInteger number)
    {
        BigInteger bits = number < 0 ? number + EdgeNumbers.TwoTo256 : number;
        string text = bits.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');
        return text.Length == 0 ? "0" : text;
    }
}
