using System.Numerics;

namespace FastArb.Tests.EvmMath;

/// <summary>
/// Keccak-256 as its specification writes it: lanes A[x, y], the steps one after another, rotations and round
/// constants computed from their definitions. Slow, and shares nothing with the code under test.
/// </summary>
internal static class KeccakSpecification
{
    private const int RateByteCount = 136;

    public static byte[] Hash(ReadOnlySpan<byte> data)
    {
        byte[] padded = new byte[((data.Length / RateByteCount) + 1) * RateByteCount];
        data.CopyTo(padded);
        padded[data.Length] ^= 0x01;
        padded[^1] ^= 0x80;

        ulong[] lanes = new ulong[25];
        for (int block = 0; block < padded.Length; block += RateByteCount)
        {
            for (int i = 0; i < RateByteCount / 8; i++)
            {
                lanes[i] ^= BitConverter.ToUInt64(padded, block + (8 * i));
            }

            Permute(lanes);
        }

        return [.. lanes.Take(4).SelectMany(BitConverter.GetBytes)];
    }

    public static void Permute(ulong[] lanes)
    {
        ulong[,] a = new ulong[5, 5];
        for (int i = 0; i < 25; i++)
        {
            a[i % 5, i / 5] = lanes[i];
        }

        for (int round = 0; round < 24; round++)
        {
            a = Chi(PiOfRho(Theta(a)));
            a[0, 0] ^= RoundConstant(round);
        }

        for (int i = 0; i < 25; i++)
        {
            lanes[i] = a[i % 5, i / 5];
        }
    }

    private static ulong[,] Theta(ulong[,] a) =>
        Each(
            (x, y) => a[x, y] ^ Column(a, (x + 4) % 5) ^ BitOperations.RotateLeft(Column(a, (x + 1) % 5), 1)
        );

    private static ulong Column(ulong[,] a, int x) => a[x, 0] ^ a[x, 1] ^ a[x, 2] ^ a[x, 3] ^ a[x, 4];

    private static ulong[,] PiOfRho(ulong[,] a)
    {
        ulong[,] b = new ulong[5, 5];
        b[0, 0] = a[0, 0];
        (int x, int y) = (1, 0);
        for (int t = 0; t < 24; t++)
        {
            (int nextX, int nextY) = (y, ((2 * x) + (3 * y)) % 5);
            b[nextX, nextY] = BitOperations.RotateLeft(a[x, y], (t + 1) * (t + 2) / 2 % 64);
            (x, y) = (nextX, nextY);
        }

        return b;
    }

    private static ulong[,] Chi(ulong[,] b) =>
        Each((x, y) => b[x, y] ^ (~b[(x + 1) % 5, y] & b[(x + 2) % 5, y]));

    /// <summary>
    /// Bit 2^j - 1 is bit 7 * round + j of a linear feedback register over x^8 + x^6 + x^5 + x^4 + 1.
    /// </summary>
    private static ulong RoundConstant(int round)
    {
        ulong constant = 0;
        for (int j = 0; j <= 6; j++)
        {
            int register = 1;
            for (int t = 0; t < ((7 * round) + j) % 255; t++)
            {
                register <<= 1;
                register = (register & 0x100) != 0 ? register ^ 0x171 : register;
            }

            constant |= (ulong)(register & 1) << ((1 << j) - 1);
        }

        return constant;
    }

    private static ulong[,] Each(Func<int, int, ulong> lane)
    {
        ulong[,] result = new ulong[5, 5];
        for (int i = 0; i < 25; i++)
        {
            result[i % 5, i / 5] = lane(i % 5, i / 5);
        }

        return result;
    }
}
