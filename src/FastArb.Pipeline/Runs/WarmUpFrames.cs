using System.Globalization;
using System.Text;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Market;

namespace FastArb.Pipeline;

/// <summary>
/// Messages of a chain that never was: on each block a log for some of a market's pools, as a node
/// sends them.
/// </summary>
internal sealed class WarmUpFrames
{
    private const int LogsPerBlock = 16;
    private const int BlockSeconds = 2;

    private readonly (Pool Pool, Func<int, VenueExample?> Example)[] _pools;
    private int _block;
    private int _next;

    public WarmUpFrames(MarketPlan market)
    {
        _pools =
        [
            .. market
                .Pools.Where(pool => pool.Venue.Kind.Example(pool, 0) is not null)
                .Select<Pool, (Pool, Func<int, VenueExample?>)>(pool =>
                    (pool, step => pool.Venue.Kind.Example(pool, step))
                ),
        ];
        Genesis = new MarketGenesis(
            new BlockIdentity(0, HashOf(0)),
            [.. _pools.Select(one => (one.Pool.Index, one.Example(0)!.Content))]
        );
    }

    /// <summary>What the market is before the first block.</summary>
    public MarketGenesis Genesis { get; }

    /// <summary>The next block's head, then its logs.</summary>
    public IEnumerable<byte[]> NextBlock()
    {
        _block++;
        yield return Message(
            $"{{\"number\":\"0x{_block:x}\",\"hash\":\"{Hash(_block)}\","
                + $"\"parentHash\":\"{Hash(_block - 1)}\","
                + $"\"timestamp\":\"0x{_block * BlockSeconds:x}\",\"gasUsed\":\"0x0\",\"gasLimit\":\"0x1\"}}"
        );
        for (int log = 0; log < Math.Min(LogsPerBlock, _pools.Length); log++)
        {
            (Pool pool, Func<int, VenueExample?> example) = _pools[_next++ % _pools.Length];
            VenueExample made = example(_next)!;
            string topics = string.Join(',', made.Topics.Select(topic => $"\"{Word(topic)}\""));
            string data = string.Concat(made.Data.Select(word => Word(word)[2..]));
            yield return Message(
                $"{{\"address\":\"{pool.Address}\",\"topics\":[{topics}],\"data\":\"0x{data}\","
                    + $"\"blockNumber\":\"0x{_block:x}\",\"transactionHash\":\"{Hash(_next)}\","
                    + $"\"transactionIndex\":\"0x{log:x}\",\"blockHash\":\"{Hash(_block)}\","
                    + $"\"logIndex\":\"0x{log:x}\",\"removed\":false}}"
            );
        }
    }

    private static UInt256 HashOf(int block) => UInt256.One + ((UInt256)(uint)block << 64);

    private static string Hash(int block) => Word(HashOf(block));

    private static string Word(UInt256 word) => string.Create(CultureInfo.InvariantCulture, $"0x{word:x64}");

    private static byte[] Message(string result) =>
        Encoding.UTF8.GetBytes(
            "{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\",\"params\":"
                + $"{{\"subscription\":\"0x1\",\"result\":{result}}}}}"
        );
}
