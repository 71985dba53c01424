namespace FastArb.Feed.Internals;

internal static class RpcTroubles
{
    public static RpcTrouble Of(int code, string text)
    {
        bool Has(string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);
        if (Has("quota") || Has("credits"))
        {
            return RpcTrouble.QuotaUsedUp;
        }

        if (code is 401 or 403 || Has("api key") || Has("unauthorized"))
        {
            return RpcTrouble.KeyInvalid;
        }

        if (code is 429 or -32005 or -32029 || Has("rate limit") || Has("too many requests"))
        {
            return RpcTrouble.RateLimited;
        }

        return code is -32601 or -32602 ? RpcTrouble.NotSupported : RpcTrouble.Other;
    }
}
