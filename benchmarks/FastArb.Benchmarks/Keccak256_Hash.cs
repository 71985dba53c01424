using BenchmarkDotNet.Attributes;
using FastArb.EvmMath;

namespace FastArb.Benchmarks;

/// <summary>
/// Independent messages; 64 bytes is a storage key, 85 a CREATE2 address, 136 and more take two blocks.
/// </summary>
[MemoryDiagnoser]
public class Keccak256_Hash
{
    private const int Count = 1024;
    private readonly byte[] _messages = new byte[Count + 512];
    private readonly UInt256[] _hashes = new UInt256[Count];

    [Params(64, 85, 500)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        for (int i = 0; i < _messages.Length; i++)
        {
            _messages[i] = (byte)((i * 0x9E3779B1L) >> 16);
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public UInt256[] Ours()
    {
        for (int i = 0; i < Count; i++)
        {
            _hashes[i] = Keccak256.Hash(_messages.AsSpan(i, Length));
        }

        return _hashes;
    }
}
