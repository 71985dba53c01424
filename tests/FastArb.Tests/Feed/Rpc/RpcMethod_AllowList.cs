using System.Buffers;
using System.Text.Json;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Tests.Feed.Rpc;

/// <summary>Nothing that changes a chain or a node can be asked for.</summary>
[Trait("row", "40")]
public sealed class RpcMethod_AllowList(ITestOutputHelper output)
{
    private static readonly string[] s_writes =
    [
        "send",
        "sign",
        "submit",
        "set",
        "personal",
        "admin",
        "miner",
        "debug",
        "engine",
        "anvil",
        "hardhat",
        "evm",
    ];

    [Fact]
    public void No_method_of_the_list_writes()
    {
        Assert.Equal(
            RpcMethod.All.Length,
            RpcMethod.All.Select(method => method.Name).Distinct(StringComparer.Ordinal).Count()
        );
        foreach (RpcMethod method in RpcMethod.All)
        {
            string[] parts = method.Name.Split('_');
            Assert.True(parts[0] is "eth" or "net");
            Assert.DoesNotContain(
                s_writes,
                write => parts[1].StartsWith(write, StringComparison.OrdinalIgnoreCase)
            );
        }
    }

    [Fact]
    public void Requests_are_written_in_one_place()
    {
        string feed = Path.Combine(Repository.Root, "src");
        string[] writers =
        [
            .. Directory
                .EnumerateFiles(feed, "*.cs", SearchOption.AllDirectories)
                .Where(path => !path.Contains("FastArb.Simulation", StringComparison.Ordinal))
                .Where(path => File.ReadAllText(path).Contains("\"method\"u8, ", StringComparison.Ordinal))
                .Select(path => Path.GetFileName(path)),
        ];
        Assert.Equal(["RpcRequest.cs"], writers);
        string[] namers =
        [
            .. Directory
                .EnumerateFiles(feed, "*.cs", SearchOption.AllDirectories)
                .Where(path => !path.Contains("FastArb.Simulation", StringComparison.Ordinal))
                .Where(path =>
                {
                    string text = File.ReadAllText(path);
                    return text.Contains("\"eth_send", StringComparison.Ordinal)
                        || text.Contains("\"eth_sign", StringComparison.Ordinal);
                }),
        ];
        Assert.Empty(namers);
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Whatever_is_asked_at_random_only_reads(ulong seed)
    {
        // 1,000,000 in the long form: FASTARB_TEST_TIMES=50.
        int rounds = TestRounds.Of(20_000);
        output.WriteLine($"seed {seed}, {rounds} calls");
        HashSet<string> allowed = new(RpcMethod.All.Select(method => method.Name), StringComparer.Ordinal);
        SubscriptionRequests requests = new(new WatchRules([new WatchRule("some") { Topic0 = [1] }]));
        SeededBits bits = new(seed);
        ArrayBufferWriter<byte> text = new();
        int written = 0;
        int refused = 0;
        ChainCall[] calls = new ChainCall[20];
        for (int i = 0; i < rounds; i += calls.Length)
        {
            for (int c = 0; c < calls.Length; c++)
            {
                calls[c] = Drawn(bits);
            }

            text.ResetWrittenCount();
            try
            {
                requests.WriteCalls(text, calls.AsSpan(0, 1 + (int)(bits.NextUInt64() % 20)));
                written += ReadsOnly(text.WrittenSpan, allowed);
            }
            catch (ArgumentOutOfRangeException)
            {
                // What is no question is no request. What was written before is not a whole message.
                refused++;
            }
        }

        output.WriteLine($"{written} requests, {refused} batches refused");
        Assert.True(written > 0 && (refused > 0 || !TestRounds.AreWhole));
    }

    private static ChainCall Drawn(SeededBits bits)
    {
        ulong draw = bits.NextUInt64();
        int kind = draw % 512 == 0 ? (int)bits.NextUInt64() : (int)(draw % 5);
        return new ChainCall(
            (long)bits.NextUInt64(),
            (ChainCallKind)kind,
            (UInt256)bits.NextBits(256),
            (long)(bits.NextUInt64() >> 1),
            (int)bits.NextUInt64()
        );
    }

    private static int ReadsOnly(ReadOnlySpan<byte> text, HashSet<string> allowed)
    {
        Utf8JsonReader reader = new(text);
        int methods = 0;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("method"u8))
            {
                reader.Read();
                Assert.Contains(reader.GetString()!, allowed);
                methods++;
            }
        }

        return methods;
    }
}
