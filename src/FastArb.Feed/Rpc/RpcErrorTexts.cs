using System.Text;

namespace FastArb.Feed;

/// <summary>
/// From an error's code and words to what it means. The words are those of the common clients and
/// providers; the table is tested with what they really say.
/// </summary>
public static class RpcErrorTexts
{
    // What an error says, it says at its beginning. Some repeat the whole request behind it.
    private const int TextMax = 1024;

    // The first that is found counts, so what is more special comes first. A rate comes before ranges,
    // batches and quotas: "limited to 25 requests per second" is none of these. Taken for a range it would
    // be asked for in smaller parts, which is to ask more often; taken for a quota it would end the work.
    private static readonly (RpcErrorMeaning Meaning, byte[][] Phrases)[] s_table =
    [
        (
            // A contract's own words follow, which may say anything.
            RpcErrorMeaning.Reverted,
            Phrases(
                "execution reverted",
                "transaction reverted",
                "vm execution error",
                "vm exception while processing transaction",
                "invalid opcode",
                "invalid jump destination",
                "stack underflow",
                "out of gas"
            )
        ),
        (
            RpcErrorMeaning.QuotaUsedUp,
            Phrases(
                "monthly capacity limit",
                "monthly quota",
                "monthly limit",
                "daily request count exceeded",
                "daily request limit",
                "daily limit",
                "daily credit limit",
                "daily quota"
            )
        ),
        (RpcErrorMeaning.NotSupported, Phrases("too many requests in batch", "too many requests in a batch")),
        (
            RpcErrorMeaning.RateLimited,
            Phrases(
                "rate limit",
                "ratelimit",
                "rate-limit",
                "too many request",
                "per second",
                "per minute",
                "/second",
                "/minute",
                "rps limit",
                "exceeded the rps"
            )
        ),
        (
            RpcErrorMeaning.QuotaUsedUp,
            Phrases(
                "requests per day",
                "requests per month",
                "out of credits",
                "credits exhausted",
                "insufficient credits",
                "quota exceeded",
                "quota has been exceeded",
                "quota reached",
                "exceeded your quota",
                "exceeded the quota",
                "used up",
                "usage limit reached",
                "usage limit exceeded",
                "upgrade your plan to continue",
                "payment required"
            )
        ),
        (
            RpcErrorMeaning.UnknownBlock,
            Phrases("invalid block range params", "beyond current head", "extends beyond", "into the future")
        ),
        (
            RpcErrorMeaning.TooManyResults,
            Phrases(
                "query returned more than",
                "more than 10000 results",
                "returned too many",
                "too many results",
                "log response size exceeded",
                "response size exceeded",
                "response size should not",
                "response is too big",
                "response too large",
                "response is too large",
                "exceeds max results",
                "max results",
                "query exceeds max result",
                "exceeded max number of logs",
                "too many logs",
                "logs matched by query exceeds limit",
                "limit exceeded: result",
                "query timeout exceeded",
                "query timed out",
                "query timeout",
                "execution timeout",
                "request timed out",
                "backend response too large"
            )
        ),
        (
            RpcErrorMeaning.RangeTooWide,
            Phrases(
                "block range",
                "blocks range",
                "range is too",
                "range too",
                "range limit",
                "range exceeds",
                "ranges over",
                "exceed maximum block",
                "exceeds the range",
                "exceeds maximum range",
                "max range",
                "maximum range",
                "range of blocks",
                "blocks distance",
                "number of blocks",
                "max block",
                "maximum allowed number of requested blocks",
                "requested too many blocks",
                "too many blocks",
                "distance between fromblock and toblock",
                "limited to",
                "eth_getlogs is limited"
            )
        ),
        (
            RpcErrorMeaning.NotSupported,
            Phrases(
                "batch request",
                "batch is not",
                "batches are not",
                "batching is not",
                "batch limit",
                "batch size",
                "batch too large",
                "batch of",
                "batch call",
                "in batch",
                "in a batch"
            )
        ),
        (
            RpcErrorMeaning.RateLimited,
            Phrases(
                "rate exceeded",
                "rate is exceeded",
                "too many connections",
                "request limit",
                "requests limit",
                "request count exceeded",
                "request rate",
                "throughput limit",
                "exceeded its throughput",
                "capacity exceeded",
                "max calls per",
                "limit exceeded",
                "credits limit",
                "throttled",
                "slow down",
                "retry after",
                "retry in",
                "try again later",
                "temporarily unavailable",
                "service unavailable",
                "over capacity",
                "overloaded",
                "server busy",
                "server is busy",
                "no available server",
                "no backend is currently healthy"
            )
        ),
        (
            RpcErrorMeaning.KeyInvalid,
            Phrases(
                "invalid api key",
                "invalid api-key",
                "invalid apikey",
                "invalid key",
                "api key is invalid",
                "api key is not",
                "api key not",
                "api key disabled",
                "api key expired",
                "api key required",
                "missing api key",
                "invalid project id",
                "project id does not",
                "project id required",
                "project not found",
                "invalid token",
                "invalid access token",
                "token is invalid",
                "unauthorized",
                "unauthenticated",
                "must be authenticated",
                "must authenticate",
                "authentication failed",
                "authentication required",
                "access denied",
                "access forbidden",
                "forbidden",
                "not authorized",
                "rejected due to project id settings",
                "endpoint disabled",
                "account disabled",
                "app is inactive"
            )
        ),
        (
            RpcErrorMeaning.UnknownBlock,
            Phrases(
                "unknown block",
                "block not found",
                "header not found",
                "header for hash not found",
                "blockhash not found",
                "block hash not found",
                "block with hash",
                "block with such an id",
                "block is not available",
                "block not available",
                "could not find block",
                "cannot find block",
                "block does not exist",
                "requested block",
                "could not be found",
                "unfinalized data",
                "after last accepted block",
                "unable to find block",
                "missing trie node",
                "history has been pruned",
                "pruned history",
                "is pruned",
                "resource not found",
                "no historical",
                "ancient block"
            )
        ),
        (
            RpcErrorMeaning.NotSupported,
            Phrases(
                "method not found",
                "method not supported",
                "method is not",
                "does not exist/is not available",
                "unsupported method",
                "not implemented",
                "method handler crashed",
                "notifications not supported",
                "subscriptions are not"
            )
        ),
    ];

    extension(RpcErrorMeaning)
    {
        /// <summary>
        /// Of an answer's error: its code, 0 where it has none, and its JSON; or of an HTTP status and the
        /// page that came with it.
        /// </summary>
        public static RpcErrorMeaning Of(int code, ReadOnlySpan<byte> text)
        {
            // A status says what it says, whatever words come with it; but "402" and "429" share their words.
            switch (code)
            {
                case 402:
                    return RpcErrorMeaning.QuotaUsedUp;
                case 401:
                    return RpcErrorMeaning.KeyInvalid;
            }

            Span<byte> lower = stackalloc byte[TextMax];
            lower = lower[..Math.Min(text.Length, TextMax)];
            for (int i = 0; i < lower.Length; i++)
            {
                byte sign = text[i];
                lower[i] = char.IsAsciiLetterUpper((char)sign) ? (byte)(sign | 0x20) : sign;
            }

            RpcErrorMeaning meaning = OfWords(lower);
            return meaning != RpcErrorMeaning.Other ? meaning : OfCode(code);
        }
    }

    private static RpcErrorMeaning OfWords(ReadOnlySpan<byte> text)
    {
        foreach ((RpcErrorMeaning meaning, byte[][] phrases) in s_table)
        {
            foreach (byte[] phrase in phrases)
            {
                if (text.IndexOf(phrase) >= 0)
                {
                    return meaning;
                }
            }
        }

        return RpcErrorMeaning.Other;
    }

    private static RpcErrorMeaning OfCode(int code) =>
        code switch
        {
            // "Limit exceeded" of EIP-1474; an HTTP status that some put there.
            -32005 or -32097 or -32016 or 429 or 503 => RpcErrorMeaning.RateLimited,
            // "Execution error" of geth and those who follow it.
            3 => RpcErrorMeaning.Reverted,
            403 => RpcErrorMeaning.KeyInvalid,
            413 => RpcErrorMeaning.TooManyResults,
            -32001 => RpcErrorMeaning.UnknownBlock,
            -32601 or -32004 => RpcErrorMeaning.NotSupported,
            _ => RpcErrorMeaning.Other,
        };

    private static byte[][] Phrases(params string[] phrases) => [.. phrases.Select(Encoding.ASCII.GetBytes)];
}
