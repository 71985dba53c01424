using System.IO.Compression;
using System.Text.Json.Nodes;
using FastArb.EvmMath;
using FastArb.Simulation;
using Xunit;

namespace FastArb.Tests.Simulation;

public sealed class RecordedChain_Blocks
{
    [Fact]
    public void The_hash_of_every_recorded_header_is_the_recorded_one()
    {
        Assert.All(
            Recordings.Plain.Blocks.Concat(Recordings.Reorganised.Blocks),
            block => Assert.Equal(block.Hash, block.Header.ComputeHash())
        );
    }

    [Fact]
    public void The_filter_of_every_recorded_header_is_that_of_its_logs()
    {
        Assert.All(
            Recordings.Plain.Blocks.Concat(Recordings.Reorganised.Blocks),
            block =>
            {
                SimulatedBlock made = new(block.Header, block.Transactions, block.Logs);
                Assert.Equal(block.Hash, made.Hash);
                Assert.Equal(block.Header.LogsBloom.ToArray(), made.Header.LogsBloom.ToArray());
            }
        );
    }

    [Fact]
    public void The_chain_is_the_one_that_was_recorded_through_all_its_reorganisations()
    {
        RecordedChain recorded = Recordings.Reorganised;
        JsonNode[] truth = [.. Lines("truth-reorg.jsonl.gz").Select(line => JsonNode.Parse(line)!)];
        SimulatedChain chain = recorded.Start();
        List<int> depths = [];
        foreach (SimulatedBlock block in recorded.Blocks.Skip(1))
        {
            int depth = chain.Follow(block).Count;
            if (depth > 0)
            {
                depths.Add(depth);
            }
        }

        Assert.Equal(
            truth.Where(line => (string?)line["type"] == "reorg").Select(line => (int)line["depth"]!),
            depths
        );
        JsonNode last = truth.Last(line => (string?)line["type"] == "block");
        Assert.Equal((string?)last["hash"], TextOf(chain.Head.Hash));
        foreach (JsonNode line in truth.Where(line => (string?)line["type"] == "block"))
        {
            SimulatedBlock block = chain.Find(WordOf((string)line["hash"]!))!;
            Assert.Equal((int)line["logs"]!, block.Logs.Length);
            Assert.Equal((long)line["block"]!, block.Number);
        }
    }

    [Fact]
    public void Files_that_are_no_recording_are_refused_in_one_sentence()
    {
        string frames = Recordings.PathOf("frames.jsonl.gz");
        string genesis = Recordings.PathOf("genesis.json");
        Assert.Throws<InvalidDataException>(() =>
            RecordedChain.Load(Recordings.PathOf("genesis-reorg.json"), frames)
        );
        Assert.Throws<InvalidDataException>(() => RecordedChain.Load(frames, frames));
        Assert.Throws<InvalidDataException>(() => RecordedChain.Load(genesis, genesis));
    }

    private static string TextOf(UInt256 word)
    {
        byte[] bytes = new byte[32];
        word.WriteBigEndian(bytes);
        return "0x" + Convert.ToHexStringLower(bytes);
    }

    private static UInt256 WordOf(string text) =>
        UInt256.ReadBigEndian(Convert.FromHexString(text.AsSpan(2)));

    private static IEnumerable<string> Lines(string file)
    {
        using FileStream stream = File.OpenRead(Recordings.PathOf(file));
        using StreamReader lines = new(new GZipStream(stream, CompressionMode.Decompress));
        while (lines.ReadLine() is string line)
        {
            yield return line;
        }
    }
}
