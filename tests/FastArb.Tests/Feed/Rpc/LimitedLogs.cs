using System.Globalization;
using System.Text;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;
using FastArb.Simulation;

namespace FastArb.Tests.Feed.Rpc;

/// <summary>
/// What a provider with limits answers to <c>eth_getLogs</c>: a list, or one of the refusals that are common.
/// </summary>
internal sealed class LimitedLogs
{
    private readonly List<SimulatedBlock> _blocks = [];
    private readonly HashSet<Address> _addresses;

    public LimitedLogs(ulong seed, int count, bool everything)
    {
        BlockMaker maker = new(seed);
        _blocks.Add(maker.First());
        while (_blocks.Count < count)
        {
            _blocks.Add(maker.Next(_blocks[^1]));
        }

        _addresses = everything ? [] : [.. maker.Watched];
        Rules = new WatchRules([
            everything ? WatchRule.Everything : new WatchRule("watched") { Addresses = [.. maker.Watched] },
        ]);
        Heads = [.. _blocks.Select(HeadOf)];
    }

    public WatchRules Rules { get; }

    public BlockHead[] Heads { get; }

    /// <summary>The longest range that is taken.</summary>
    public int BlocksMax { get; init; } = int.MaxValue;

    /// <summary>The most logs in an answer.</summary>
    public int LogsMax { get; init; } = int.MaxValue;

    /// <summary>
    /// How a range that is too long, or has too many logs, is refused; null: it is cut off there.
    /// </summary>
    public string? Refusal { get; init; }

    /// <summary>Takes logs away from an answer to a range.</summary>
    public Func<LogQuestion, List<string>, List<string>>? Tamper { get; init; }

    public int WantedLogs => _blocks.Sum(block => block.Logs.Count(IsWanted));

    public IEnumerable<string> Wanted(long number) => Texts(BlockAt(number), wantedOnly: true);

    /// <summary>Puts the plan's questions until all logs are there, or it gives up; says how many.</summary>
    public int Run(LogRanges ranges)
    {
        int asked = 0;
        ranges.Begin(Heads);
        while (ranges.TryNext(out LogQuestion question))
        {
            asked++;
            if (Answer(ranges, question) == LogRangesStep.Failed)
            {
                return asked;
            }
        }

        return asked;
    }

    private LogRangesStep Answer(LogRanges ranges, LogQuestion question)
    {
        bool isRange = question.Kind == LogQuestionKind.Range;
        List<string> logs = [];
        for (long number = question.First; number <= question.Last; number++)
        {
            logs.AddRange(Texts(BlockAt(number), question.Kind != LogQuestionKind.WholeBlock));
        }

        long blocks = question.Last - question.First + 1;
        if (isRange && (blocks > BlocksMax || logs.Count > LogsMax))
        {
            if (Refusal is not null)
            {
                byte[] error = Encoding.UTF8.GetBytes(Refused(question));
                return ranges.OnError(RpcErrorMeaning.Of(-32000, error), error);
            }

            logs = [.. logs.Take(LogsMax)];
        }

        if (isRange && Tamper is not null)
        {
            logs = Tamper(question, logs);
        }

        return ranges.OnAnswer(Encoding.UTF8.GetBytes($"[{string.Join(',', logs)}]"));
    }

    // What fits, as the nodes that say so find out.
    private string Refused(LogQuestion question)
    {
        long last = question.First;
        int logs = 0;
        while (last < question.Last && last - question.First + 1 < BlocksMax)
        {
            logs += BlockAt(last).Logs.Count(IsWanted);
            if (logs > LogsMax)
            {
                break;
            }

            last++;
        }

        last = Math.Max(question.First, last - 1);
        string message = Refusal!
            .Replace("{hex}", $"[0x{question.First:x}, 0x{last:x}]", StringComparison.Ordinal)
            .Replace(
                "{dec}",
                string.Create(CultureInfo.InvariantCulture, $"{question.First}-{last}"),
                StringComparison.Ordinal
            );
        return $"{{\"code\":-32000,\"message\":\"{message}\"}}";
    }

    private SimulatedBlock BlockAt(long number) => _blocks[(int)(number - _blocks[0].Number)];

    private bool IsWanted(SimulatedLog log) => _addresses.Count == 0 || _addresses.Contains(log.Address);

    private IEnumerable<string> Texts(SimulatedBlock block, bool wantedOnly) =>
        Enumerable
            .Range(0, block.Logs.Length)
            .Where(index => !wantedOnly || IsWanted(block.Logs[index]))
            .Select(index => Encoding.UTF8.GetString(block.LogText(index)));

    private BlockHead HeadOf(SimulatedBlock block)
    {
        FrameDecoder decoder = new(Rules);
        decoder.DecodeHeader(block.HeadText);
        return decoder.Head;
    }
}
