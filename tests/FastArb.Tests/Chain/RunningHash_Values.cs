using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using FastArb.Chain;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Tests.Chain;

/// <summary>
/// Against the answers of xxHash's own xxhsum, for prefixes of one random stream; the tool itself is asked
/// again where it is installed.
/// </summary>
public sealed class RunningHash_Values(ITestOutputHelper output)
{
    private const string Answers = "tests/FastArb.Tests/Chain/RunningHash_Answers.txt";

    private static readonly byte[] s_stream = RandomBytes(1, 2_000_003);

    [Fact]
    public void Every_length_has_the_hash_that_xxhsum_prints()
    {
        int compared = 0;
        foreach (string line in File.ReadLines(Repository.PathOf(Answers)))
        {
            string[] parts = line.Split(' ');
            int length = int.Parse(parts[0], CultureInfo.InvariantCulture);
            RunningHash hash = new();
            hash.Append(s_stream.AsSpan(0, length));
            Assert.Equal((length, parts[1]), (length, hash.Text));
            compared++;
        }

        Assert.Equal(1113, compared);
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Pieces_give_the_same_hash_as_the_whole(ulong seed)
    {
        output.WriteLine($"seed {seed}");
        SeededBits bits = new(seed);
        for (int round = 0; round < TestRounds.Of(2_000); round++)
        {
            int length = (int)(bits.NextUInt64() % 6_000);
            ReadOnlySpan<byte> whole = s_stream.AsSpan((int)(bits.NextUInt64() % 1_000_000), length);
            RunningHash once = new();
            once.Append(whole);
            RunningHash pieces = new();
            int pieceMax = 1 + (int)(bits.NextUInt64() % 700);
            for (ReadOnlySpan<byte> rest = whole; !rest.IsEmpty; )
            {
                int taken = Math.Min(rest.Length, (int)(bits.NextUInt64() % (ulong)(pieceMax + 1)));
                pieces.Append(rest[..taken]);
                rest = rest[taken..];
                if (bits.NextUInt64() % 8 == 0)
                {
                    // Asking for a value on the way changes nothing.
                    _ = pieces.Value;
                }
            }

            Assert.Equal((length, once.Value), (length, pieces.Value));
            Assert.Equal(length, pieces.ByteCount);
        }
    }

    [Fact]
    public void Wide_and_plain_code_mix_alike()
    {
        SeededBits bits = new(3);
        for (int round = 0; round < TestRounds.Of(500); round++)
        {
            int stripes = (int)(bits.NextUInt64() % 70);
            int inBlock = (int)(bits.NextUInt64() % 16);
            ReadOnlySpan<byte> data = s_stream.AsSpan(round, stripes * RunningHashStripes.StripeBytes);
            ulong[] plain = new ulong[RunningHashStripes.LaneCount];
            s_stream.AsSpan(round * 8, 64).CopyTo(MemoryMarshal.AsBytes(plain.AsSpan()));
            ulong[] chosen = [.. plain];
            ulong[] wide512 = [.. plain];
            ulong[] wide256 = [.. plain];
            int next = RunningHashStripes.MixPlain(plain, data, inBlock);
            Assert.Equal(next, RunningHashStripes.Mix(chosen, data, inBlock));
            Assert.Equal(plain, chosen);
            if (Avx2.IsSupported)
            {
                Assert.Equal(next, RunningHashStripes.Mix256(wide256, data, inBlock));
                Assert.Equal(plain, wide256);
            }

            if (Avx512F.IsSupported)
            {
                Assert.Equal(next, RunningHashStripes.Mix512(wide512, data, inBlock));
                Assert.Equal(plain, wide512);
            }
        }
    }

    [Fact]
    public void A_text_is_read_back_and_anything_else_is_not()
    {
        RunningHash hash = new();
        hash.Append("events"u8);
        Assert.True(RunningHash.TryParse(hash.Text, out UInt128 value));
        Assert.Equal(hash.Value, value);
        Assert.False(RunningHash.TryParse(hash.Text.AsSpan(1), out _));
        Assert.False(RunningHash.TryParse(hash.Text[1..] + "g", out _));
        Assert.False(RunningHash.TryParse(" " + hash.Text[1..], out _));
    }

    [Fact]
    public void After_a_reset_it_is_the_hash_of_nothing()
    {
        RunningHash hash = new();
        hash.Append(s_stream.AsSpan(0, 5_000));
        hash.Reset();
        Assert.Equal("99aa06d3014798d86001c324468d497f", hash.Text);
        hash.Append(s_stream.AsSpan(0, 300));
        RunningHash fresh = new();
        fresh.Append(s_stream.AsSpan(0, 300));
        Assert.Equal(fresh.Value, hash.Value);
    }

    [Fact]
    public void The_installed_tool_agrees()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/xxhsum"), "xxhsum is not installed");
        SeededBits bits = new(4);
        for (int round = 0; round < 5; round++)
        {
            int length = (int)(bits.NextUInt64() % (ulong)s_stream.Length);
            RunningHash hash = new();
            hash.Append(s_stream.AsSpan(0, length));
            Assert.Equal(hash.Text, AskTool(s_stream.AsSpan(0, length)));
        }
    }

    [Fact]
    [Trait("gate", "allocation")]
    public void Hashing_allocates_nothing()
    {
        RunningHash hash = new();
        ChainEvent[] events = new ChainEvent[64];
        UInt128 last = 0;
        long allocated = AllocatedBytes.Least(() =>
        {
            for (int i = 0; i < 1_000; i++)
            {
                hash.Append(events);
                hash.Append(events.AsSpan(0, 1));
                last ^= hash.Value;
            }
        });
        Assert.Equal(0, allocated);
        Assert.NotEqual(default, last);
    }

    private static string AskTool(ReadOnlySpan<byte> data)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, data);
            ProcessStartInfo start = new("/usr/bin/xxhsum", ["-H2", path])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            };
            using Process tool = Process.Start(start)!;
            string said = tool.StandardOutput.ReadToEnd();
            tool.WaitForExit();
            return said.Split(' ')[0];
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static byte[] RandomBytes(ulong seed, int length)
    {
        SeededBits bits = new(seed);
        ulong[] words = new ulong[(length / sizeof(ulong)) + 1];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = bits.NextUInt64();
        }

        return MemoryMarshal.AsBytes(words.AsSpan())[..length].ToArray();
    }
}
