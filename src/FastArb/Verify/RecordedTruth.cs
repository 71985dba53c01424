using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Market;

namespace FastArb.Verify;

/// <summary>
/// What is true after each block of a recording, by the block's hash: the whole state of every pool. The file
/// repeats ticks only where they may have changed; the rest follows from the block below.
/// </summary>
internal sealed class RecordedTruth
{
    // A block may list all ticks of all pools.
    private const int LineBytesMax = 64 << 20;

    private readonly MarketPlan _plan;
    private readonly Dictionary<UInt256, TrueBlock> _blocks = [];

    private RecordedTruth(RecordedGenesis genesis)
    {
        _plan = genesis.Plan;
        Genesis = new TrueBlock(genesis.Block, 0, genesis.Pools);
        Last = Genesis;
        _blocks.Add(genesis.Block.Hash, Genesis);
    }

    public TrueBlock Genesis { get; }

    /// <summary>The block of the last line.</summary>
    public TrueBlock Last { get; private set; }

    /// <summary>Of all branches, without the one that the recording begins at.</summary>
    public IEnumerable<TrueBlock> Blocks => _blocks.Values.Where(block => block != Genesis);

    public int Reorgs { get; private set; }

    public TrueBlock? Find(in UInt256 hash) => _blocks.GetValueOrDefault(hash);

    /// <summary>Reads such a file.</summary>
    /// <exception cref="InvalidDataException">It is not what it should be.</exception>
    public static RecordedTruth Load(string path, RecordedGenesis genesis)
    {
        RecordedTruth truth = new(genesis);
        using FileStream file = File.OpenRead(path);
        using Stream content = path.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(file, CompressionMode.Decompress)
            : file;
        LineReader lines = new(content, LineBytesMax);
        try
        {
            while (lines.TryRead(out ReadOnlyMemory<byte> line))
            {
                using JsonDocument document = VectorLine.Parse(line);
                truth.Add(document.RootElement, lines.LineNumber);
            }
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidDataException or OverflowException)
        {
            string what = wrong is JsonException ? "is not JSON" : wrong.Message;
            throw new InvalidDataException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Path.GetFileName(path)} line {lines.LineNumber}: {what}"
                ),
                wrong
            );
        }

        return truth;
    }

    private void Add(JsonElement line, long number)
    {
        string type = VectorLine.Text(line, "type");
        if (type == "reorg")
        {
            _ = Known(RecordedJson.Hash(line, "ancestorHash"));
            Reorgs++;
            return;
        }

        if (type != "block")
        {
            throw new InvalidDataException("'type' is neither block nor reorg");
        }

        TrueBlock parent = Known(RecordedJson.Hash(line, "parent"));
        BlockIdentity block = new(RecordedJson.Number(line, "block"), RecordedJson.Hash(line, "hash"));
        if (block.Number != parent.Block.Number + 1)
        {
            throw new InvalidDataException("its number is not its parent's and one");
        }

        JsonElement[] states = [.. RecordedJson.List(line, "state")];
        if (states.Length != _plan.Pools.Length)
        {
            throw new InvalidDataException("'state' has not one entry for each pool");
        }

        JsonElement ticks = VectorLine.Member(line, "ticks");
        if (ticks.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException("'ticks' is no object");
        }

        TrueBlock added = new(
            block,
            number,
            [.. _plan.Pools.Select(pool => ContentOf(pool, states[pool.Index], ticks, parent.Pools))]
        );
        if (!_blocks.TryAdd(block.Hash, added))
        {
            throw new InvalidDataException("its block was there before");
        }

        Last = added;
    }

    private TrueBlock Known(in UInt256 hash) =>
        Find(in hash) ?? throw new InvalidDataException("it stands on a block that is not in the file");

    // Most pools rest in most blocks: one object stands for all of these.
    private static PoolContent ContentOf(
        Pool pool,
        JsonElement state,
        JsonElement ticks,
        ImmutableArray<PoolContent> before
    )
    {
        JsonElement[] parts = [.. RecordedJson.ListValue(state, "state")];
        PoolContent old = before[pool.Index];
        PoolContent content;
        if (pool.Venue.Kind.Shape == PoolShape.ConstantProduct)
        {
            Expect(parts, 2);
            content = old with
            {
                Reserve0 = RecordedJson.UnsignedValue(parts[0], "state"),
                Reserve1 = RecordedJson.UnsignedValue(parts[1], "state"),
            };
        }
        else
        {
            Expect(parts, 3);
            string key = pool.Index.ToString(CultureInfo.InvariantCulture);
            content = old with
            {
                SqrtPriceX96 = VectorLine.WordValue(parts[0], "state"),
                Tick = RecordedJson.TickValue(parts[1], "state"),
                Liquidity = RecordedJson.UnsignedValue(parts[2], "state"),
                Ticks = ticks.TryGetProperty(key, out JsonElement listed)
                    ? RecordedJson.Ticks(listed)
                    : old.Ticks,
            };
        }

        return content.DifferenceFrom(old) is null ? old : content;
    }

    private static void Expect(JsonElement[] parts, int count)
    {
        if (parts.Length != count)
        {
            throw new InvalidDataException("one of 'state' has not as many numbers as its kind of pool");
        }
    }

    /// <summary>A block, and what is true after it.</summary>
    /// <param name="Block">Which one.</param>
    /// <param name="Line">Where the file says it; 0 for the one that the recording begins at.</param>
    /// <param name="Pools">By a pool's index.</param>
    internal sealed record TrueBlock(BlockIdentity Block, long Line, ImmutableArray<PoolContent> Pools);
}
