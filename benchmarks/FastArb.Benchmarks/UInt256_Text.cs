using System.Globalization;
using System.Numerics;
using System.Text;
using BenchmarkDotNet.Attributes;
using FastArb.EvmMath;

namespace FastArb.Benchmarks;

/// <summary>
/// Decimal text of independent numbers: 18 digits are small amounts, 39 reserves, 77 all.
/// </summary>
[MemoryDiagnoser]
public class UInt256_Text
{
    private const int Count = 1024;
    private readonly string[] _strings = new string[Count];
    private readonly byte[][] _utf8 = new byte[Count][];
    private readonly UInt256[] _words = new UInt256[Count];
    private readonly BigInteger[] _numbers = new BigInteger[Count];
    private readonly byte[] _buffer = new byte[80];
    private readonly char[] _chars = new char[80];

    [Params(18, 39, 77)]
    public int Digits { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        ulong state = 1;
        for (int i = 0; i < Count; i++)
        {
            StringBuilder text = new("1");
            while (text.Length < Digits)
            {
                state = (state * 6364136223846793005) + 1442695040888963407;
                text.Append((char)('0' + ((state >> 33) % 10)));
            }

            _strings[i] = text.ToString();
            _utf8[i] = Encoding.UTF8.GetBytes(_strings[i]);
            _words[i] = UInt256.Parse(_utf8[i]);
            _numbers[i] = BigInteger.Parse(_strings[i], CultureInfo.InvariantCulture);
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int Parse_Ours_Utf8()
    {
        int read = 0;
        foreach (byte[] text in _utf8)
        {
            read += UInt256.TryParse(text, out UInt256 word) && !word.IsZero ? 1 : 0;
        }

        return read;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int Parse_Ours_Utf16()
    {
        int read = 0;
        foreach (string text in _strings)
        {
            read += UInt256.TryParse(text, out UInt256 word) && !word.IsZero ? 1 : 0;
        }

        return read;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int Parse_BigInteger()
    {
        int read = 0;
        foreach (string text in _strings)
        {
            read +=
                BigInteger.TryParse(text, CultureInfo.InvariantCulture, out BigInteger number)
                && !number.IsZero
                    ? 1
                    : 0;
        }

        return read;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int Format_Ours_Utf8()
    {
        int written = 0;
        foreach (UInt256 word in _words)
        {
            word.TryFormat(_buffer, out int bytes, default, null);
            written += bytes;
        }

        return written;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int Format_BigInteger()
    {
        int written = 0;
        foreach (BigInteger number in _numbers)
        {
            number.TryFormat(_chars, out int chars, default, CultureInfo.InvariantCulture);
            written += chars;
        }

        return written;
    }
}
