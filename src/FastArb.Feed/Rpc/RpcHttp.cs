using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

/// <summary>
/// JSON-RPC over HTTP to one endpoint: a question goes out, a body comes back whole or not at all. Redirects
/// are not followed, nothing compressed is taken, and no body grows beyond its limit.
/// </summary>
public sealed class RpcHttp : IDisposable
{
    private const int FirstBytes = 16 * 1024;

    // Of a refusal only so much is read: it is a sentence, or a page that says no more.
    private const int RefusalBytesMax = 4 * 1024;

    private readonly FeedEndpoint _endpoint;
    private readonly RpcHttpOptions _options;
    private readonly HttpClient _client;
    private readonly Uri _uri;
    private readonly AuthenticationHeaderValue? _user;

    public RpcHttp(FeedEndpoint endpoint, RpcHttpOptions options)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(options);
        if (endpoint.Kind != FeedEndpointKind.Http)
        {
            throw new ArgumentException($"{endpoint} is not an http URL", nameof(endpoint));
        }

        _endpoint = endpoint;
        _options = options;
        _uri = endpoint.HttpUri;
        string user = Convert.ToBase64String(Encoding.UTF8.GetBytes(endpoint.UserInfo));
        _user = user.Length == 0 ? null : new AuthenticationHeaderValue("Basic", user);
        _client = new HttpClient(RpcHttpConnections.Handler(endpoint, options))
        {
            // One limit for all of it, set for each question.
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>The host alone.</summary>
    public override string ToString() => _endpoint.ToString();

    /// <summary>Asks, and waits for the answer to its last byte.</summary>
    public async Task<RpcHttpAnswer> PostAsync(ReadOnlyMemory<byte> request, CancellationToken cancellation)
    {
        if (!_endpoint.IsSecure && !_endpoint.IsLoopback && !_options.AllowPlainText)
        {
            return Failed(
                RpcHttpFault.PlainTextRefused,
                "is another machine and http:// is not encrypted; use https://, or allow plain text"
            );
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_options.Timeout);
        try
        {
            using HttpRequestMessage message = Message(request);
            using HttpResponseMessage response = await _client
                .SendAsync(message, HttpCompletionOption.ResponseHeadersRead, limit.Token)
                .ConfigureAwait(false);
            return await ReadAsync(response, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return cancellation.IsCancellationRequested
                ? Failed(RpcHttpFault.Stopped, "was not waited for")
                : Failed(RpcHttpFault.TimedOut, $"does not answer within {Seconds(_options.Timeout)} s");
        }
        catch (HttpRequestException broken) when (broken.InnerException is AuthenticationException refused)
        {
            return Failed(RpcHttpFault.TlsRefused, $"refused or failed TLS: {refused.Message}");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return Failed(RpcHttpFault.Unreachable, $"cannot be reached: {broken.Message}");
        }
    }

    public void Dispose() => _client.Dispose();

    private static string Seconds(TimeSpan time) =>
        time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    private HttpRequestMessage Message(ReadOnlyMemory<byte> request)
    {
        ReadOnlyMemoryContent content = new(request);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        HttpRequestMessage message = new(HttpMethod.Post, _uri) { Content = content };
        message.Headers.Authorization = _user;
        return message;
    }

    private async Task<RpcHttpAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        int status = (int)response.StatusCode;
        string? encoding = response.Content.Headers.ContentEncoding.FirstOrDefault(name =>
            !name.Equals("identity", StringComparison.OrdinalIgnoreCase)
        );
        if (encoding is not null)
        {
            return Failed(
                RpcHttpFault.Compressed,
                "answers compressed, though nothing of the kind was offered"
            );
        }

        bool isGood = response.StatusCode == HttpStatusCode.OK;
        int most = isGood || IsJsonError(response) ? _options.BodyBytesMax : RefusalBytesMax;
        byte[]? body = await BodyAsync(response, most, isGood, cancellation).ConfigureAwait(false);
        if (body is null)
        {
            return Failed(
                RpcHttpFault.TooLarge,
                $"answers with more than {_options.BodyBytesMax / (1024 * 1024)} MiB"
            );
        }

        bool isJson = body.AsSpan().TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..];
        if (isGood || (isJson && IsJsonError(response)))
        {
            return isJson
                ? new RpcHttpAnswer(RpcHttpFault.None, body, string.Empty) { Status = status }
                : Failed(RpcHttpFault.NotJson, "answers with something that is not JSON");
        }

        TimeSpan? wait = WaitOf(response);
        RpcErrorMeaning meaning = RpcErrorMeaning.Of(status, body);
        return Refused(status, meaning, wait);
    }

    // Some nodes put an HTTP status on an answer that is one; those that say "not now" or "not you" do not.
    private static bool IsJsonError(HttpResponseMessage response) =>
        response.StatusCode
            is HttpStatusCode.BadRequest
                or HttpStatusCode.NotFound
                or HttpStatusCode.UnprocessableEntity
                or HttpStatusCode.InternalServerError;

    // Null where it is longer than it may be. What the length header promises is not allocated on its word.
    private static async Task<byte[]?> BodyAsync(
        HttpResponseMessage response,
        int most,
        bool isWhole,
        CancellationToken cancellation
    )
    {
        if (isWhole && response.Content.Headers.ContentLength > most)
        {
            return null;
        }

        Stream stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        byte[] block = new byte[FirstBytes];
        int length = 0;
        while (true)
        {
            int count = await stream.ReadAsync(block.AsMemory(length), cancellation).ConfigureAwait(false);
            length += count;
            if (count == 0 || (length >= most && !isWhole))
            {
                Array.Resize(ref block, length);
                return block;
            }

            if (length > most)
            {
                return null;
            }

            if (length == block.Length)
            {
                Array.Resize(ref block, (int)Math.Min(2L * length, most + 1L));
            }
        }
    }

    // Seconds, or a date, which is measured from the node's own clock where it says it.
    private static TimeSpan? WaitOf(HttpResponseMessage response)
    {
        RetryConditionHeaderValue? wait = response.Headers.RetryAfter;
        if (wait?.Delta is TimeSpan delta)
        {
            return delta;
        }

        if (wait?.Date is not DateTimeOffset until)
        {
            return null;
        }

        DateTimeOffset now = response.Headers.Date ?? TimeProvider.System.GetUtcNow();
        return until > now ? until - now : TimeSpan.Zero;
    }

    private RpcHttpAnswer Refused(int status, RpcErrorMeaning meaning, TimeSpan? wait)
    {
        string words = meaning switch
        {
            _ when status is >= 300 and < 400 => " (a redirect, which is not followed)",
            RpcErrorMeaning.QuotaUsedUp => " (the quota of this key is used up)",
            RpcErrorMeaning.KeyInvalid => " (it does not accept the key)",
            RpcErrorMeaning.RateLimited => " (too many requests, or not available now)",
            _ => string.Empty,
        };
        string pause = wait is TimeSpan span ? $", and asks to wait {Seconds(span)} s" : string.Empty;
        string number = status.ToString(CultureInfo.InvariantCulture);
        return Failed(RpcHttpFault.Status, $"answers HTTP {number}{words}{pause}") with
        {
            Status = status,
            Meaning = meaning,
            RetryAfter = wait,
        };
    }

    private RpcHttpAnswer Failed(RpcHttpFault fault, string words) =>
        new(fault, [], _endpoint.Redact($"{_endpoint} {words}"));
}
