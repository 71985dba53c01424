using System.Text.Json;
using BenchmarkDotNet.Attributes;
using FastArb.Feed;

namespace FastArb.Benchmarks;

/// <summary>A head is rare and long: the walk is enough for it.</summary>
[MemoryDiagnoser]
public class FrameDecoder_Head
{
    private readonly FrameDecoder _decoder = new(FrameSamples.Rules);
    private readonly byte[][] _frames = FrameSamples.Of("Head");

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
}
