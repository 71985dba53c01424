using System.Buffers.Binary;
using System.Diagnostics;
using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Rpc;

/// <summary>What the caller keeps from an endpoint that wants peace, and faults of its own.</summary>
public sealed class RpcHttpCaller_Lanes
{
    private static readonly TimeSpan s_waitMax = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(60, 50_000, 60_000)]
    [InlineData(null, 3_000, 5_000)]
    [InlineData(86_400, 590_000, 600_000)]
    public async Task What_waits_for_an_endpoint_that_wants_peace_fails_at_once(
        int? asked,
        int least,
        int most
    )
    {
        int posts = 0;
        FeedInbox inbox = new();
        RpcHttpOptions options = new() { LanesMax = 1 };
        using RpcHttpCaller caller = new(
            [Node],
            options,
            inbox,
            (_, _, _) =>
            {
                posts++;
                return Task.FromResult(
                    new RpcHttpAnswer(RpcHttpFault.Status, [], "busy")
                    {
                        Status = 429,
                        Meaning = RpcErrorMeaning.RateLimited,
                        RetryAfter = asked is int seconds ? TimeSpan.FromSeconds(seconds) : null,
                    }
                );
            }
        );
        for (int i = 0; i < 10; i++)
        {
            Assert.True(caller.TryPost(0, "{}"u8, [i]));
        }

        using CancellationTokenSource stop = new();
        Task running = Task.Run(() => caller.Run(stop.Token), Cancellation);
        for (int i = 0; i < 10; i++)
        {
            byte[] payload = await TakeAsync(inbox);
            Assert.Equal(i, BinaryPrimitives.ReadInt64LittleEndian(payload));
            Assert.Equal((byte)CallFault.Limited, payload[12]);
            if (i > 0)
            {
                Assert.InRange(BinaryPrimitives.ReadInt32LittleEndian(payload.AsSpan(8)), least, most);
            }
        }

        Assert.Equal(1, posts);
        await stop.CancelAsync();
        await running.WaitAsync(s_waitMax, Cancellation);
    }

    [Fact]
    public async Task A_fault_of_its_own_ends_it_and_is_thrown()
    {
        using RpcHttpCaller caller = new(
            [Node, Node],
            new RpcHttpOptions(),
            new FeedInbox(),
            (_, _, _) => throw new InvalidOperationException("a fault of the caller")
        );
        Assert.True(caller.TryPost(1, "{}"u8, [1]));
        Task running = Task.Run(() => caller.Run(CancellationToken.None), Cancellation);
        await Assert.ThrowsAsync<InvalidOperationException>(() => running.WaitAsync(s_waitMax, Cancellation));
    }

    [Theory]
    [InlineData(RpcHttpFault.TooLarge, RpcErrorMeaning.Other, (int)CallFault.TooLarge)]
    [InlineData(RpcHttpFault.Status, RpcErrorMeaning.KeyInvalid, (int)CallFault.KeyInvalid)]
    [InlineData(RpcHttpFault.Status, RpcErrorMeaning.QuotaUsedUp, (int)CallFault.QuotaUsedUp)]
    [InlineData(RpcHttpFault.Unreachable, RpcErrorMeaning.Other, (int)CallFault.Unreachable)]
    public async Task Why_it_failed_is_said(RpcHttpFault fault, RpcErrorMeaning meaning, int said)
    {
        FeedInbox inbox = new();
        RpcHttpAnswer answer = new(fault, [], "no") { Meaning = meaning };
        using RpcHttpCaller caller = new(
            [Node],
            new RpcHttpOptions(),
            inbox,
            (_, _, _) => Task.FromResult(answer)
        );
        Assert.True(caller.TryPost(0, "{}"u8, [1]));
        using CancellationTokenSource stop = new();
        Task running = Task.Run(() => caller.Run(stop.Token), Cancellation);
        Assert.Equal(said, (await TakeAsync(inbox))[12]);
        await stop.CancelAsync();
        await running.WaitAsync(s_waitMax, Cancellation);
    }

    private static FeedEndpoint Node =>
        FeedEndpoint.TryParseAny("http://127.0.0.1:1", out FeedEndpoint? endpoint, out string? error)
            ? endpoint!
            : throw new InvalidOperationException(error);

    private static async Task<byte[]> TakeAsync(FeedInbox inbox)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < s_waitMax)
        {
            if (inbox.TryTake(out InputKind kind, out _, out ReadOnlyMemory<byte> payload))
            {
                Assert.Equal(InputKind.CallFailed, kind);
                return payload.ToArray();
            }

            await Task.Delay(1, Cancellation);
        }

        throw new TimeoutException("nothing came into the inbox");
    }
}
