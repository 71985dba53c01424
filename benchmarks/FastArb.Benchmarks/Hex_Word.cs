using BenchmarkDotNet.Attributes;
using FastArb.EvmMath;

namespace FastArb.Benchmarks;

/// <summary>
/// The text of a log's data word to the word. Few inputs, in windows that overlap: a frame just received lies
/// in the nearest cache, which 1,024 whole words and their results would overflow.
/// </summary>
[MemoryDiagnoser]
public class Hex_Word
{
    private const int Count = 256;
    private const int Stride = 16;
    private readonly byte[] _text = new byte[(Count * Stride) + Hex.WordDigits];
    private readonly UInt256[] _words = new UInt256[Count];
    private readonly Address[] _addresses = new Address[Count];
    private readonly byte[] _bytes = new byte[Count * Hex.WordDigits / 2];

    [GlobalSetup]
    public void Fill()
    {
        for (int i = 0; i < _text.Length; i++)
        {
            _text[i] = "0123456789abcdef"u8[(int)((i * 0x9E3779B1L) >> 20 & 15)];
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public byte[] ConvertFromHexString()
    {
        for (int i = 0; i < Count; i++)
        {
            Span<byte> word = _bytes.AsSpan(i * 32, 32);
            Convert.FromHexString(_text.AsSpan(i * Stride, Hex.WordDigits), word, out _, out _);
        }

        return _bytes;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public UInt256[] Decode()
    {
        // Locals: a store of bytes might change the fields, so that each turn would load them again.
        ReadOnlySpan<byte> text = _text;
        UInt256[] words = _words;
        for (int i = 0; i < words.Length; i++)
        {
            if (!Hex.TryDecodeWord(text.Slice(i * Stride, Hex.WordDigits), out words[i]))
            {
                break;
            }
        }

        return words;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public Address[] DecodeAddress()
    {
        ReadOnlySpan<byte> text = _text;
        Address[] addresses = _addresses;
        for (int i = 0; i < addresses.Length; i++)
        {
            if (!Hex.TryDecodeAddress(text.Slice(i * Stride, Hex.AddressDigits), out addresses[i]))
            {
                break;
            }
        }

        return addresses;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public byte[] EncodeWord()
    {
        for (int i = 0; i < Count; i++)
        {
            Hex.Encode(_bytes.AsSpan(i * 32, 32), _text.AsSpan(i * Stride, Hex.WordDigits));
        }

        return _text;
    }
}
