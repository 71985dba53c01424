using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;
using FastArb.Tests;
using Xunit;

namespace FastArb.Scenarios.Fetch;

/// <summary>Questions that go out beside the reader's thread, and what comes into its inbox.</summary>
public sealed class RpcHttpCaller_Posts
{
    private static readonly TimeSpan s_waitMax = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_come_as_messages_of_their_endpoint_and_refusals_for_each_question()
    {
        using ScriptedHttp good = new((_, body, stream) => ScriptedHttp.Write(stream, Answered(body)));
        using ScriptedHttp busy = new(
            (_, _, stream) => ScriptedHttp.Write(stream, "", "429 Too Many Requests", "Retry-After: 3\r\n")
        );
        FeedInbox inbox = new();
        using RpcHttpCaller caller = new([good.Endpoint, busy.Endpoint], new RpcHttpOptions(), inbox);
        using CancellationTokenSource stop = new();
        Task running = Task.Run(() => caller.Run(stop.Token), Cancellation);

        Assert.True(caller.TryPost(0, "{\"id\":5}"u8, [5]));
        (InputKind kind, byte connection, byte[] payload) = Take(inbox);
        Assert.Equal((InputKind.Message, 1), (kind, connection));
        Assert.Equal("{\"seen\":{\"id\":5}}", Encoding.ASCII.GetString(payload));
        Assert.Null(caller.RefusalOf(0));

        Assert.True(caller.TryPost(1, "[]"u8, [6, 7]));
        foreach (long id in (long[])[6, 7])
        {
            (kind, connection, payload) = Take(inbox);
            Assert.Equal((InputKind.CallFailed, 2), (kind, connection));
            Assert.Equal(id, BinaryPrimitives.ReadInt64LittleEndian(payload));
            Assert.Equal(3_000, BinaryPrimitives.ReadInt32LittleEndian(payload.AsSpan(8)));
        }

        Assert.Equal(RpcErrorMeaning.RateLimited, caller.RefusalOf(1)?.Meaning);
        await stop.CancelAsync();
        await running.WaitAsync(s_waitMax, Cancellation);
    }

    [Fact]
    public async Task A_full_queue_says_so_at_once_and_one_slow_endpoint_holds_no_other()
    {
        using ScriptedHttp slow = new((_, _, stream) => stream.ReadByte());
        using ScriptedHttp good = new((_, body, stream) => ScriptedHttp.Write(stream, Answered(body)));
        FeedInbox inbox = new();
        RpcHttpOptions options = new() { WaitingMax = 3, LanesMax = 1 };
        using RpcHttpCaller caller = new([slow.Endpoint, good.Endpoint], options, inbox);
        using CancellationTokenSource stop = new();
        Task running = Task.Run(() => caller.Run(stop.Token), Cancellation);
        int taken = 0;
        while (caller.TryPost(0, "{}"u8, [taken]))
        {
            taken++;
            Assert.True(taken <= 4);
        }

        Assert.True(taken >= 3);
        Assert.True(caller.TryPost(1, "{\"id\":1}"u8, [1]));
        Assert.Equal(InputKind.Message, Take(inbox).Kind);
        long start = Stopwatch.GetTimestamp();
        await stop.CancelAsync();
        await running.WaitAsync(s_waitMax, Cancellation);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(2), "it was slow to stop");
    }

    [Fact]
    public async Task An_inbox_that_is_full_is_waited_for_and_nothing_is_lost()
    {
        using ScriptedHttp good = new((_, body, stream) => ScriptedHttp.Write(stream, Answered(body)));
        FeedInbox inbox = new(itemsMax: 1);
        using RpcHttpCaller caller = new([good.Endpoint], new RpcHttpOptions { LanesMax = 1 }, inbox);
        using CancellationTokenSource stop = new();
        Task running = Task.Run(() => caller.Run(stop.Token), Cancellation);
        for (int i = 0; i < 50; i++)
        {
            Assert.True(caller.TryPost(0, Encoding.ASCII.GetBytes($"{{\"id\":{i}}}"), [i]));
        }

        for (int i = 0; i < 50; i++)
        {
            Assert.Equal($"{{\"seen\":{{\"id\":{i}}}}}", Encoding.ASCII.GetString(Take(inbox).Payload));
        }

        await stop.CancelAsync();
        await running.WaitAsync(s_waitMax, Cancellation);
    }

    [Theory]
    [Trait("row", "40")]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public async Task However_random_the_calls_no_method_that_writes_is_on_the_wire(ulong seed)
    {
        // 1,000,000 in the long form: FASTARB_TEST_TIMES=100.
        int calls = TestRounds.Of(10_000);
        ConcurrentDictionary<string, int> methods = new(StringComparer.Ordinal);
        using ScriptedHttp server = new(
            (_, body, stream) =>
            {
                Count(body, methods);
                ScriptedHttp.Write(stream, "{}");
            }
        );
        FeedInbox inbox = new(itemsMax: 100_000);
        using RpcHttpCaller caller = new([server.Endpoint], new RpcHttpOptions(), inbox);
        using CancellationTokenSource stop = new();
        Task running = Task.Run(() => caller.Run(stop.Token), Cancellation);
        SubscriptionRequests requests = new(new WatchRules([new WatchRule("some") { Topic0 = [1] }]));
        SeededBits bits = new(seed);
        ArrayBufferWriter<byte> text = new();
        ChainCall[] batch = new ChainCall[1_000];
        long[] ids = new long[batch.Length];
        for (int asked = 0; asked < calls; asked += batch.Length)
        {
            for (int i = 0; i < batch.Length; i++)
            {
                batch[i] = new ChainCall(
                    ids[i] = (long)bits.NextUInt64(),
                    (ChainCallKind)(bits.NextUInt64() % 5),
                    (UInt256)bits.NextBits(256),
                    (long)(bits.NextUInt64() >> 1)
                );
            }

            text.ResetWrittenCount();
            requests.WriteCalls(text, batch);
            Assert.True(caller.TryPost(0, text.WrittenSpan, ids));
            Assert.Equal(InputKind.Message, Take(inbox).Kind);
        }

        await stop.CancelAsync();
        await running.WaitAsync(s_waitMax, Cancellation);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {string.Join(", ", methods)}");
        string[] seen = [.. methods.Keys.Order(StringComparer.Ordinal)];
        Assert.Equal("eth_getBlockByHash eth_getBlockByNumber eth_getLogs", string.Join(' ', seen));
        Assert.True(methods.Values.Sum() >= calls);
    }

    private static string Answered(byte[] body) => $"{{\"seen\":{Encoding.ASCII.GetString(body)}}}";

    private static void Count(byte[] body, ConcurrentDictionary<string, int> methods)
    {
        Utf8JsonReader reader = new(body);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("method"u8))
            {
                reader.Read();
                methods.AddOrUpdate(reader.GetString()!, 1, (_, count) => count + 1);
            }
        }
    }

    private static (InputKind Kind, byte Connection, byte[] Payload) Take(FeedInbox inbox)
    {
        long start = Stopwatch.GetTimestamp();
        SpinWait pause = default;
        while (true)
        {
            if (inbox.TryTake(out InputKind kind, out byte connection, out ReadOnlyMemory<byte> payload))
            {
                return (kind, connection, payload.ToArray());
            }

            Assert.True(Stopwatch.GetElapsedTime(start) < s_waitMax, "nothing came");
            pause.SpinOnce();
        }
    }
}
