using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using FastArb.EvmMath;
using FastArb.Simulation.Internals;

namespace FastArb.Simulation;

/// <summary>
/// The blocks of a recording, in the order in which the node told of their heads: one that stands on a lower
/// block than the one before it is a reorganisation (<see cref="SimulatedChain.Follow"/>).
/// </summary>
public sealed class RecordedChain
{
    private RecordedChain(long chainId, ImmutableArray<SimulatedBlock> blocks)
    {
        ChainId = chainId;
        Blocks = blocks;
    }

    public long ChainId { get; }

    /// <summary>
    /// The block that the genesis file describes is not among them: of it only number and hash are known.
    /// </summary>
    public ImmutableArray<SimulatedBlock> Blocks { get; }

    /// <summary>A chain of the first block only.</summary>
    public SimulatedChain Start() => new(ChainId, Blocks[0]);

    /// <summary>
    /// Reads a genesis file and the frames (plain or gzip) of one connection that follow it.
    /// </summary>
    /// <exception cref="InvalidDataException">They are not what they should be.</exception>
    public static RecordedChain Load(string genesisPath, string framesPath)
    {
        try
        {
            using JsonDocument genesis = JsonDocument.Parse(File.ReadAllBytes(genesisPath));
            long chainId = genesis.RootElement.GetProperty("chainId").GetInt64();
            UInt256 hash = RpcValue.Word(genesis.RootElement.GetProperty("hash"));
            ImmutableArray<SimulatedBlock> blocks = Read(framesPath);
            return !blocks.IsEmpty && blocks[0].ParentHash == hash
                ? new RecordedChain(chainId, blocks)
                : throw new InvalidDataException("the first block does not stand on the genesis block");
        }
        catch (Exception wrong)
            when (wrong
                    is JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or FormatException
            )
        {
            throw new InvalidDataException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{genesisPath} and {framesPath} are no recording: {wrong.Message}"
                ),
                wrong
            );
        }
    }

    private static ImmutableArray<SimulatedBlock> Read(string path)
    {
        List<JsonElement> heads = [];
        Dictionary<UInt256, SortedDictionary<long, JsonElement>> logs = [];
        using FileStream file = File.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(file, CompressionMode.Decompress)
            : file;
        using StreamReader lines = new(stream);
        while (lines.ReadLine() is string line)
        {
            using JsonDocument frame = JsonDocument.Parse(line);
            if (!frame.RootElement.TryGetProperty("params", out JsonElement parameters))
            {
                continue;
            }

            JsonElement told = parameters.GetProperty("result").Clone();
            if (told.TryGetProperty("parentHash", out _))
            {
                heads.Add(told);
            }
            else if (!told.GetProperty("removed").GetBoolean())
            {
                UInt256 hash = RpcValue.Word(told.GetProperty("blockHash"));
                long index = (long)RpcValue.Quantity(told.GetProperty("logIndex"));
                if (!logs.TryGetValue(hash, out SortedDictionary<long, JsonElement>? ofBlock))
                {
                    logs.Add(hash, ofBlock = []);
                }

                ofBlock[index] = told;
            }
        }

        return [.. heads.Select(head => Block(head, logs))];
    }

    private static SimulatedBlock Block(
        JsonElement head,
        Dictionary<UInt256, SortedDictionary<long, JsonElement>> allLogs
    )
    {
        UInt256 hash = RpcValue.Word(head.GetProperty("hash"));
        JsonElement[] told = allLogs.TryGetValue(hash, out SortedDictionary<long, JsonElement>? ofBlock)
            ? [.. ofBlock.Values]
            : [];
        return SimulatedBlock.Recorded(
            RecordedText.Header(head),
            hash,
            [.. head.GetProperty("transactions").EnumerateArray().Select(RpcValue.Word)],
            [.. told.Select(RecordedText.Log)],
            RecordedText.Bytes(head),
            [.. told.Select(RecordedText.LogBytes)]
        );
    }
}
