using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using FastArb.Feed;
using FastArb.Tests;
using Xunit;

namespace FastArb.Scenarios.Fetch;

/// <summary>What comes back over HTTP, or why nothing does.</summary>
public sealed class RpcHttp_Answers
{
    private const string Request = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_chainId\",\"params\":[]}";
    private const string Answer = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x89\"}";
    private const int Mebibyte = 1024 * 1024;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_comes_back_whole_and_the_request_offers_nothing_that_is_not_needed()
    {
        string head = string.Empty;
        string asked = string.Empty;
        using ScriptedHttp server = new(
            (lines, body, stream) =>
            {
                head = lines;
                asked = Encoding.UTF8.GetString(body);
                ScriptedHttp.Write(stream, Answer);
            }
        );
        using RpcHttp http = new(
            ScriptedHttp.EndpointOf($"http://me:pass@127.0.0.1:{server.Port}/v2/S3CRET?k=1"),
            new RpcHttpOptions()
        );
        RpcHttpAnswer answer = await Post(http);
        Assert.Equal(RpcHttpFault.None, answer.Fault);
        Assert.Equal(Answer, Encoding.UTF8.GetString(answer.Body));
        Assert.Equal(Request, asked);
        Assert.StartsWith("POST /v2/S3CRET?k=1 HTTP/1.1\r\n", head, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json\r\n", head, StringComparison.Ordinal);
        Assert.Contains("Authorization: Basic bWU6cGFzcw==\r\n", head, StringComparison.Ordinal);
        foreach (string needless in (string[])["Accept-Encoding", "traceparent", "Cookie", "User-Agent"])
        {
            Assert.DoesNotContain(needless, head, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task A_long_answer_in_chunks_comes_back_whole_and_the_connection_is_used_again()
    {
        string body = $"[{string.Join(',', Enumerable.Repeat(Answer, 20_000))}]";
        using ScriptedHttp server = new(
            (_, _, stream) => WriteChunked(stream, Encoding.ASCII.GetBytes(body))
        );
        using RpcHttp http = new(server.Endpoint, new RpcHttpOptions());
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(body, Encoding.ASCII.GetString((await Post(http)).Body));
        }
    }

    [Theory]
    [InlineData("429 Too Many Requests", "Retry-After: 7\r\n", "", RpcErrorMeaning.RateLimited, 7)]
    [InlineData("429 Too Many Requests", "", "monthly capacity limit", RpcErrorMeaning.QuotaUsedUp, null)]
    [InlineData(
        "503 Service Unavailable",
        "Date: Sat, 21 Nov 2026 10:00:00 GMT\r\nRetry-After: Sat, 21 Nov 2026 10:01:30 GMT\r\n",
        "<html>down</html>",
        RpcErrorMeaning.RateLimited,
        90
    )]
    [InlineData("503 Service Unavailable", "Retry-After: soon\r\n", "", RpcErrorMeaning.RateLimited, null)]
    [InlineData("402 Payment Required", "", "{}", RpcErrorMeaning.QuotaUsedUp, null)]
    [InlineData("401 Unauthorized", "", "", RpcErrorMeaning.KeyInvalid, null)]
    [InlineData("403 Forbidden", "", "", RpcErrorMeaning.KeyInvalid, null)]
    [InlineData("413 Payload Too Large", "", "", RpcErrorMeaning.TooManyResults, null)]
    [InlineData("502 Bad Gateway", "", "<html>", RpcErrorMeaning.Other, null)]
    public async Task A_status_says_what_is_meant_and_for_how_long(
        string status,
        string headers,
        string body,
        RpcErrorMeaning meaning,
        int? seconds
    )
    {
        using ScriptedHttp server = new((_, _, stream) => ScriptedHttp.Write(stream, body, status, headers));
        RpcHttpAnswer answer = await PostOnce(server.Endpoint);
        Assert.Equal(RpcHttpFault.Status, answer.Fault);
        Assert.Equal(meaning, answer.Meaning);
        Assert.Equal(seconds, (int?)answer.RetryAfter?.TotalSeconds);
        Assert.Contains($"answers HTTP {status[..3]}", answer.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_in_JSON_is_an_answer_whatever_its_status()
    {
        const string Error = "{\"id\":1,\"error\":{\"code\":-32600,\"message\":\"batch too large\"}}";
        using ScriptedHttp server = new(
            (_, _, stream) => ScriptedHttp.Write(stream, Error, "400 Bad Request")
        );
        RpcHttpAnswer answer = await PostOnce(server.Endpoint);
        Assert.Equal((RpcHttpFault.None, Error), (answer.Fault, Encoding.ASCII.GetString(answer.Body)));
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_nothing_is_said_to_the_other_place()
    {
        using ScriptedHttp other = new((_, _, stream) => ScriptedHttp.Write(stream, Answer));
        foreach (string status in (string[])["301 Moved", "302 Found", "307 Temporary", "308 Permanent"])
        {
            using ScriptedHttp server = new(
                (_, _, stream) =>
                    ScriptedHttp.Write(stream, "", status, $"Location: http://127.0.0.1:{other.Port}/\r\n")
            );
            RpcHttpAnswer answer = await PostOnce(server.Endpoint);
            Assert.Equal(RpcHttpFault.Status, answer.Fault);
            Assert.Contains("a redirect, which is not followed", answer.Sentence, StringComparison.Ordinal);
        }

        Assert.Equal(0, other.Requests);
    }

    [Theory]
    [Trait("row", "37")]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("identity, gzip")]
    public async Task A_compressed_answer_is_refused_and_a_bomb_takes_no_room(string encoding)
    {
        // 1 GiB in the long form: FASTARB_TEST_TIMES=16.
        byte[] bomb = Bomb(Math.Min(TestRounds.Of(64), 1024));
        string length = $"Content-Length: {bomb.Length}\r\n";
        using ScriptedHttp server = new(
            (_, _, stream) =>
            {
                string head = $"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\n{length}\r\n";
                stream.Write(Encoding.ASCII.GetBytes(head));
                stream.Write(bomb);
            }
        );
        using RpcHttp http = new(server.Endpoint, new RpcHttpOptions());
        long before = GC.GetTotalAllocatedBytes(precise: true);
        RpcHttpAnswer answer = await Post(http);
        long taken = GC.GetTotalAllocatedBytes(precise: true) - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{bomb.Length} bytes sent, {taken} allocated");
        Assert.Equal(RpcHttpFault.Compressed, answer.Fault);
        Assert.True(taken < 8 * Mebibyte, $"{taken} bytes");
    }

    [Fact]
    [Trait("row", "37")]
    public async Task A_body_that_does_not_end_takes_no_more_room_than_it_may()
    {
        byte[] block =
        [
            .. Encoding.ASCII.GetBytes("10000\r\n"),
            .. new byte[0x10000],
            (byte)'\r',
            (byte)'\n',
        ];
        long sent = 0;
        using ScriptedHttp server = new(
            (_, _, stream) =>
            {
                stream.Write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"u8);
                for (; sent < 1024L * Mebibyte; sent += block.Length)
                {
                    stream.Write(block);
                }
            }
        );
        using RpcHttp http = new(server.Endpoint, new RpcHttpOptions { BodyBytesMax = Mebibyte });
        long before = GC.GetTotalAllocatedBytes(precise: true);
        RpcHttpAnswer answer = await Post(http);
        long taken = GC.GetTotalAllocatedBytes(precise: true) - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{sent} bytes sent, {taken} allocated");
        Assert.Equal(RpcHttpFault.TooLarge, answer.Fault);
        Assert.True(taken < 8 * Mebibyte, $"{taken} bytes");
        Assert.True(sent < 64 * Mebibyte, $"{sent} bytes were read");
    }

    [Fact]
    public async Task A_length_beyond_the_limit_is_believed_and_one_below_it_is_not_allocated_on_its_word()
    {
        string promised = "1073741824";
        using ScriptedHttp server = new(
            (_, _, stream) =>
            {
                stream.Write(
                    Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {promised}\r\n\r\n")
                );
                stream.Write("{}"u8);
                throw new IOException("That is all.");
            }
        );
        using RpcHttp http = new(server.Endpoint, new RpcHttpOptions());
        Assert.Equal(RpcHttpFault.TooLarge, (await Post(http)).Fault);
        promised = "30000000";
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.Equal(RpcHttpFault.Unreachable, (await Post(http)).Fault);
        Assert.True(GC.GetTotalAllocatedBytes(precise: true) - before < 8 * Mebibyte);
    }

    [Fact]
    public async Task A_page_that_is_no_JSON_and_an_empty_one_are_no_answers()
    {
        foreach (string body in (string[])["", "   ", "<html></html>", "ok", "\"x\""])
        {
            using ScriptedHttp server = new((_, _, stream) => ScriptedHttp.Write(stream, body));
            Assert.Equal(RpcHttpFault.NotJson, (await PostOnce(server.Endpoint)).Fault);
        }
    }

    [Fact]
    public async Task An_answer_that_does_not_come_or_trickles_is_given_up_in_time()
    {
        RpcHttpOptions patience = new() { Timeout = TimeSpan.FromMilliseconds(400) };
        using ScriptedHttp silent = new((_, _, _) => throw new IOException());
        using ScriptedHttp mute = new((_, _, stream) => stream.ReadByte());
        using ScriptedHttp trickle = new(
            (_, _, stream) =>
            {
                stream.Write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"u8);
                while (true)
                {
                    stream.Write(" "u8);
                    Task.Delay(20).Wait();
                }
            }
        );
        using RpcHttp broken = new(silent.Endpoint, patience);
        Assert.Equal(RpcHttpFault.Unreachable, (await Post(broken)).Fault);
        foreach (ScriptedHttp server in (ScriptedHttp[])[mute, trickle])
        {
            using RpcHttp http = new(server.Endpoint, patience);
            long start = Stopwatch.GetTimestamp();
            RpcHttpAnswer answer = await Post(http);
            Assert.Equal(RpcHttpFault.TimedOut, answer.Fault);
            Assert.Contains("does not answer within 0.4 s", answer.Sentence, StringComparison.Ordinal);
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5));
        }

        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(100));
        using RpcHttp waiting = new(mute.Endpoint, new RpcHttpOptions());
        RpcHttpAnswer stopped = await waiting.PostAsync(Encoding.ASCII.GetBytes(Request), stop.Token);
        Assert.Equal(RpcHttpFault.Stopped, stopped.Fault);
    }

    [Fact]
    [Trait("row", "38")]
    public async Task Plain_text_goes_to_this_machine_alone_and_nobody_listening_is_said()
    {
        RpcHttpAnswer far = await PostOnce(ScriptedHttp.EndpointOf("http://203.0.113.7/S3CRETS3CRET"));
        Assert.Equal(RpcHttpFault.PlainTextRefused, far.Fault);
        Assert.Contains("allow plain text", far.Sentence, StringComparison.Ordinal);
        RpcHttpAnswer nobody = await PostOnce(ScriptedHttp.EndpointOf("http://127.0.0.1:1/S3CRETS3CRET"));
        Assert.Equal(RpcHttpFault.Unreachable, nobody.Fault);
        RpcHttpAnswer nowhere = await PostOnce(
            ScriptedHttp.EndpointOf("https://nowhere.invalid/S3CRETS3CRET")
        );
        Assert.Equal(RpcHttpFault.Unreachable, nowhere.Fault);
    }

    private static async Task<RpcHttpAnswer> PostOnce(FeedEndpoint endpoint)
    {
        using RpcHttp http = new(endpoint, new RpcHttpOptions());
        return await Post(http);
    }

    private static async Task<RpcHttpAnswer> Post(RpcHttp http)
    {
        RpcHttpAnswer answer = await http.PostAsync(Encoding.ASCII.GetBytes(Request), Cancellation);
        Assert.DoesNotContain("S3CRET", answer.Sentence, StringComparison.Ordinal);
        Assert.Equal(answer.Fault == RpcHttpFault.None, answer.Sentence.Length == 0);
        return answer;
    }

    private static void WriteChunked(Stream stream, byte[] body)
    {
        stream.Write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"u8);
        foreach (byte[] chunk in body.Chunk(10_007))
        {
            stream.Write(Encoding.ASCII.GetBytes($"{chunk.Length:x}\r\n"));
            stream.Write(chunk);
            stream.Write("\r\n"u8);
        }

        stream.Write("0\r\n\r\n"u8);
    }

    private static byte[] Bomb(int mebibytes)
    {
        using MemoryStream bytes = new();
        using (GZipStream gzip = new(bytes, CompressionLevel.Fastest))
        {
            byte[] zeros = new byte[Mebibyte];
            for (int i = 0; i < mebibytes; i++)
            {
                gzip.Write(zeros);
            }
        }

        return bytes.ToArray();
    }
}
