using System.Text.Json;
using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using FastArb.Chain;
using FastArb.Feed;

namespace FastArb.Benchmarks;

/// <summary>
/// A frame to its event: by the scanner, by the walk, and as users of the runtime's own parsers write
/// it. Below
/// them what no decoder gets under: the reader's tokens alone, and a copy of the bytes.
/// </summary>
[MemoryDiagnoser]
public class FrameDecoder_Log
{
    private readonly FrameDecoder _decoder = new(FrameSamples.Rules);
    private readonly FrameDecoder _any = new(new WatchRules([WatchRule.Everything]));
    private readonly byte[] _copy = new byte[16_384];
    private byte[][] _frames = [];

    [Params("Sync", "SyncGeth", "SwapV3", "Unwanted")]
    public string Sample { get; set; } = "Sync";

    [GlobalSetup]
    public void Fill() => _frames = FrameSamples.Of(Sample);

    [Benchmark(Baseline = true, OperationsPerInvoke = FrameSamples.Count)]
    public int Decode()
    {
        int kinds = 0;
        foreach (byte[] frame in _frames)
        {
            kinds += (int)_decoder.Decode(frame);
        }

        return kinds;
    }

    [Benchmark(OperationsPerInvoke = FrameSamples.Count)]
    public int DecodeEverything()
    {
        int kinds = 0;
        foreach (byte[] frame in _frames)
        {
            kinds += (int)_any.Decode(frame);
        }

        return kinds;
    }

    [Benchmark(OperationsPerInvoke = FrameSamples.Count)]
    public int DecodeByWalk()
    {
        int kinds = 0;
        foreach (byte[] frame in _frames)
        {
            kinds += (int)_decoder.DecodeByWalk(frame);
        }

        return kinds;
    }

    [Benchmark(OperationsPerInvoke = FrameSamples.Count)]
    public int TokensAlone()
    {
        int tokens = 0;
        foreach (byte[] frame in _frames)
        {
            Utf8JsonReader reader = new(frame);
            while (reader.Read())
            {
                tokens++;
            }
        }

        return tokens;
    }

    [Benchmark(OperationsPerInvoke = FrameSamples.Count)]
    public byte[] CopyAlone()
    {
        foreach (byte[] frame in _frames)
        {
            frame.CopyTo(_copy, 0);
        }

        return _copy;
    }

    [Benchmark(OperationsPerInvoke = FrameSamples.Count)]
    public int ReaderGetString()
    {
        int bytes = 0;
        foreach (byte[] frame in _frames)
        {
            Utf8JsonReader reader = new(frame);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.String)
                {
                    bytes += Bytes(reader.GetString()!);
                }
            }
        }

        return bytes;
    }

    [Benchmark(OperationsPerInvoke = FrameSamples.Count)]
    public int ParseDocument()
    {
        int bytes = 0;
        foreach (byte[] frame in _frames)
        {
            using JsonDocument document = JsonDocument.Parse(frame);
            JsonElement log = document.RootElement.GetProperty("params").GetProperty("result");
            bytes += Bytes(log.GetProperty("address").GetString()!);
            bytes += Bytes(log.GetProperty("data").GetString()!);
            bytes += Bytes(log.GetProperty("blockHash").GetString()!);
            foreach (JsonElement topic in log.GetProperty("topics").EnumerateArray())
            {
                bytes += Bytes(topic.GetString()!);
            }
        }

        return bytes;
    }

    [Benchmark(OperationsPerInvoke = FrameSamples.Count)]
    public int ParseNode()
    {
        int bytes = 0;
        foreach (byte[] frame in _frames)
        {
            JsonNode log = JsonNode.Parse(frame)!["params"]!["result"]!;
            bytes += Bytes((string)log["address"]!);
            bytes += Bytes((string)log["data"]!);
            bytes += Bytes((string)log["blockHash"]!);
            foreach (JsonNode? topic in log["topics"]!.AsArray())
            {
                bytes += Bytes((string)topic!);
            }
        }

        return bytes;
    }

    private static int Bytes(string text) =>
        text.StartsWith("0x", StringComparison.Ordinal) && text.Length % 2 == 0
            ? Convert.FromHexString(text.AsSpan(2)).Length
            : 0;
}
