using System.Text;
using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Rpc;

/// <summary>What clients and providers really say, and what they mean by it.</summary>
public sealed class RpcErrorMeaning_Texts
{
    [Theory]
    // Rates: Infura, Alchemy, QuickNode, Ankr, Cloudflare, Chainstack, BlockPI, public nodes.
    [InlineData(-32005, "project ID request rate exceeded", RpcErrorMeaning.RateLimited)]
    [InlineData(
        429,
        "Your app has exceeded its compute units per second capacity. If you have retries enabled, you"
            + " can safely ignore this message.",
        RpcErrorMeaning.RateLimited
    )]
    [InlineData(
        -32007,
        "50/second request limit reached - reduce calls per second or upgrade your account at"
            + " quicknode.com",
        RpcErrorMeaning.RateLimited
    )]
    [InlineData(
        -32097,
        "You've exceeded the RPS limit available on the current plan.",
        RpcErrorMeaning.RateLimited
    )]
    [InlineData(
        -32090,
        "Too many requests, reason: call rate limit exhausted, retry in 10m0s",
        RpcErrorMeaning.RateLimited
    )]
    [InlineData(-32029, "Too Many Requests", RpcErrorMeaning.RateLimited)]
    [InlineData(-32016, "over rate limit", RpcErrorMeaning.RateLimited)]
    [InlineData(-32005, "limit exceeded", RpcErrorMeaning.RateLimited)]
    [InlineData(0, "Request rate exceeded", RpcErrorMeaning.RateLimited)]
    [InlineData(-32011, "no backend is currently healthy to serve traffic", RpcErrorMeaning.RateLimited)]
    [InlineData(
        503,
        "<html><body>Service Temporarily Unavailable</body></html>",
        RpcErrorMeaning.RateLimited
    )]
    [InlineData(429, "", RpcErrorMeaning.RateLimited)]
    // Rates that share their words with ranges, batches and quotas.
    [InlineData(-32005, "You are rate limited to 25 requests per second", RpcErrorMeaning.RateLimited)]
    [InlineData(429, "requests limited to 10 per second", RpcErrorMeaning.RateLimited)]
    [InlineData(-32000, "limited to 300 calls per second", RpcErrorMeaning.RateLimited)]
    [InlineData(-32000, "eth_getLogs is limited to 5/second", RpcErrorMeaning.RateLimited)]
    [InlineData(-32600, "rate limit: 10 requests in a batch of 20", RpcErrorMeaning.RateLimited)]
    [InlineData(-32000, "Quota exceeded for requests per minute, retry in 2s", RpcErrorMeaning.RateLimited)]
    [InlineData(
        429,
        "Rate limit exceeded: 100 requests per second, 100000 requests per day",
        RpcErrorMeaning.RateLimited
    )]
    // Shares of a day or a month.
    [InlineData(-32005, "daily request count exceeded, request rate limited", RpcErrorMeaning.QuotaUsedUp)]
    [InlineData(
        429,
        "Monthly capacity limit exceeded. Visit https://dashboard.alchemyapi.io/settings/billing to"
            + " upgrade your scaling policy for continued service.",
        RpcErrorMeaning.QuotaUsedUp
    )]
    [InlineData(402, "", RpcErrorMeaning.QuotaUsedUp)]
    [InlineData(
        -32003,
        "daily request limit reached - upgrade your account at quicknode.com",
        RpcErrorMeaning.QuotaUsedUp
    )]
    [InlineData(-32090, "Monthly quota exceeded", RpcErrorMeaning.QuotaUsedUp)]
    [InlineData(429, "Too many requests: the daily quota is used up", RpcErrorMeaning.QuotaUsedUp)]
    [InlineData(
        -32005,
        "daily limit reached, your rate limit is 10 requests per second",
        RpcErrorMeaning.QuotaUsedUp
    )]
    [InlineData(-32005, "Quota exceeded", RpcErrorMeaning.QuotaUsedUp)]
    [InlineData(-32005, "You are limited to 100000 requests per day", RpcErrorMeaning.QuotaUsedUp)]
    // Keys.
    [InlineData(-32600, "Must be authenticated!", RpcErrorMeaning.KeyInvalid)]
    [InlineData(401, "invalid project id\n", RpcErrorMeaning.KeyInvalid)]
    [InlineData(-32002, "rejected due to project ID settings", RpcErrorMeaning.KeyInvalid)]
    [InlineData(403, "", RpcErrorMeaning.KeyInvalid)]
    [InlineData(
        -32000,
        "Unauthorized: You must authenticate your request with an API key. Create an account on"
            + " https://www.ankr.com/rpc/",
        RpcErrorMeaning.KeyInvalid
    )]
    [InlineData(-32051, "API key is not allowed to access blockchain", RpcErrorMeaning.KeyInvalid)]
    // Ranges.
    [InlineData(-32000, "exceed maximum block range: 5000", RpcErrorMeaning.RangeTooWide)]
    [InlineData(
        -32600,
        "Under the Free tier plan, you can make eth_getLogs requests with up to a 10 block range.",
        RpcErrorMeaning.RangeTooWide
    )]
    [InlineData(-32614, "eth_getLogs is limited to a 10,000 range", RpcErrorMeaning.RangeTooWide)]
    [InlineData(-32062, "Block range is too large", RpcErrorMeaning.RangeTooWide)]
    [InlineData(
        -32047,
        "Invalid eth_getLogs request. 'fromBlock'-'toBlock' range too large. Max range: 800",
        RpcErrorMeaning.RangeTooWide
    )]
    [InlineData(35, "ranges over 10000 blocks are not supported on freetier", RpcErrorMeaning.RangeTooWide)]
    [InlineData(
        -32005,
        "eth_getLogs limited to 1024 block range. Please contact us",
        RpcErrorMeaning.RangeTooWide
    )]
    [InlineData(-32602, "query exceeds max block range 100000", RpcErrorMeaning.RangeTooWide)]
    [InlineData(
        -32000,
        "Block range limit exceeded. See more details at https://docs.chainstack.com",
        RpcErrorMeaning.RangeTooWide
    )]
    [InlineData(
        -32005,
        "requested too many blocks from 1 to 5002, maximum is set to 2048",
        RpcErrorMeaning.RangeTooWide
    )]
    [InlineData(-32005, "block range limited to 2000", RpcErrorMeaning.RangeTooWide)]
    [InlineData(-32000, "query is limited to 2000 blocks", RpcErrorMeaning.RangeTooWide)]
    // Sizes.
    [InlineData(-32005, "query returned more than 10000 results", RpcErrorMeaning.TooManyResults)]
    [InlineData(
        -32005,
        "query returned more than 10000 results. Try with this block range [0x1, 0x2f].",
        RpcErrorMeaning.TooManyResults
    )]
    [InlineData(
        -32602,
        "Log response size exceeded. You can make eth_getLogs requests with up to a 2K block"
            + " range and no limit on the response size, or you can request any block range with a cap of"
            + " 10K logs in the response. Based on your parameters and the response size limit, this block"
            + " range should work: [0x1, 0x2f]",
        RpcErrorMeaning.TooManyResults
    )]
    [InlineData(
        -32602,
        "query exceeds max results 20000, retry with the range 1-47",
        RpcErrorMeaning.TooManyResults
    )]
    [InlineData(-32008, "Response is too big", RpcErrorMeaning.TooManyResults)]
    [InlineData(-32000, "logs matched by query exceeds limit of 10000", RpcErrorMeaning.TooManyResults)]
    [InlineData(-32603, "query timeout exceeded", RpcErrorMeaning.TooManyResults)]
    [InlineData(-32020, "backend response too large", RpcErrorMeaning.TooManyResults)]
    [InlineData(413, "", RpcErrorMeaning.TooManyResults)]
    // Blocks: geth and bor, erigon, nethermind, besu.
    [InlineData(-32000, "unknown block", RpcErrorMeaning.UnknownBlock)]
    [InlineData(-32000, "header not found", RpcErrorMeaning.UnknownBlock)]
    [InlineData(-32000, "block not found: 0x12", RpcErrorMeaning.UnknownBlock)]
    [InlineData(-32001, "0x12 could not be found", RpcErrorMeaning.UnknownBlock)]
    [InlineData(-32000, "invalid block range params", RpcErrorMeaning.UnknownBlock)]
    [InlineData(-32602, "block range extends beyond current head block", RpcErrorMeaning.UnknownBlock)]
    [InlineData(4444, "pruned history unavailable", RpcErrorMeaning.UnknownBlock)]
    // Abilities.
    [InlineData(
        -32601,
        "the method eth_getLogs does not exist/is not available",
        RpcErrorMeaning.NotSupported
    )]
    [InlineData(-32601, "Method not found", RpcErrorMeaning.NotSupported)]
    [InlineData(-32600, "batch too large", RpcErrorMeaning.NotSupported)]
    [InlineData(-32600, "You cannot query more than 10 in batch", RpcErrorMeaning.NotSupported)]
    [InlineData(-32014, "too many RPC calls in batch request", RpcErrorMeaning.NotSupported)]
    [InlineData(-32600, "too many requests in a batch, the limit is 10", RpcErrorMeaning.NotSupported)]
    [InlineData(-32600, "batch of more than 10 requests", RpcErrorMeaning.NotSupported)]
    // The rest.
    [InlineData(-32602, "invalid argument 0: hex string without 0x prefix", RpcErrorMeaning.Other)]
    [InlineData(-32603, "Internal error", RpcErrorMeaning.Other)]
    [InlineData(3, "execution reverted", RpcErrorMeaning.Reverted)]
    [InlineData(3, "execution reverted: too many requests per second", RpcErrorMeaning.Reverted)]
    [InlineData(-32015, "VM execution error.", RpcErrorMeaning.Reverted)]
    [InlineData(-32000, "out of gas", RpcErrorMeaning.Reverted)]
    [InlineData(3, "", RpcErrorMeaning.Reverted)]
    [InlineData(0, "", RpcErrorMeaning.Other)]
    [InlineData(-32700, "parse error", RpcErrorMeaning.Other)]
    public void An_error_is_understood_by_its_words_and_else_by_its_code(
        int code,
        string text,
        RpcErrorMeaning meaning
    )
    {
        Assert.Equal(meaning, RpcErrorMeaning.Of(code, Encoding.UTF8.GetBytes(text)));
        string json = $"{{\"code\":{code},\"message\":\"{text}\"}}";
        Assert.Equal(meaning, RpcErrorMeaning.Of(code, Encoding.UTF8.GetBytes(json)));
    }

    [Fact]
    public void Only_the_beginning_of_an_error_is_read_and_bytes_that_are_no_text_do_no_harm()
    {
        byte[] far = Encoding.ASCII.GetBytes(new string('x', 5_000) + " rate limit");
        Assert.Equal(RpcErrorMeaning.Other, RpcErrorMeaning.Of(0, far));
        SeededBits bits = new(1);
        byte[] noise = new byte[2_000];
        for (int i = 0; i < noise.Length; i++)
        {
            noise[i] = (byte)bits.NextUInt64();
        }

        Assert.Equal(RpcErrorMeaning.RateLimited, RpcErrorMeaning.Of(-32005, noise));
        noise[0] = 0xFF;
        "RATE LIMIT"u8.CopyTo(noise.AsSpan(1));
        Assert.Equal(RpcErrorMeaning.RateLimited, RpcErrorMeaning.Of(0, noise));
    }
}
