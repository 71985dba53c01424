using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace FastArb.Feed;

/// <summary>
/// Carries questions to nodes over HTTP for a reader's thread that must not wait: it posts them here, and the
/// answers come through its inbox. What comes to nothing is said there too, for each question.
/// </summary>
public sealed class RpcHttpCaller : IDisposable
{
    /// <summary>
    /// The payload of <see cref="InputKind.CallFailed"/>: the question's id, then milliseconds to wait.
    /// </summary>
    private const int FailedBytes = sizeof(long) + sizeof(int);

    private static readonly TimeSpan s_inboxPause = TimeSpan.FromMilliseconds(5);

    private readonly RpcHttp[] _endpoints;
    private readonly Channel<Request>[] _waiting;
    private readonly RpcHttpAnswer?[] _refusals;
    private readonly RpcHttpOptions _options;
    private readonly FeedInbox _inbox;

    public RpcHttpCaller(IReadOnlyList<FeedEndpoint> endpoints, RpcHttpOptions options, FeedInbox inbox)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _inbox = inbox;
        _endpoints = [.. endpoints.Select(endpoint => new RpcHttp(endpoint, options))];
        _refusals = new RpcHttpAnswer?[_endpoints.Length];
        _waiting =
        [
            .. endpoints.Select(_ => Channel.CreateBounded<Request>(Math.Max(1, options.WaitingMax))),
        ];
    }

    /// <summary>How many endpoints there are.</summary>
    public int EndpointCount => _endpoints.Length;

    /// <summary>
    /// Why an endpoint's last request got no answer, in any thread; null where it got one, or none was sent.
    /// </summary>
    public RpcHttpAnswer? RefusalOf(int endpoint) => Volatile.Read(ref _refusals[endpoint]);

    /// <summary>
    /// Takes a request for one of the endpoints, and the ids of the questions in it; false where too
    /// many wait
    /// there already. Never waits.
    /// </summary>
    public bool TryPost(int endpoint, ReadOnlySpan<byte> request, ReadOnlySpan<long> ids) =>
        _waiting[endpoint].Writer.TryWrite(new Request(request.ToArray(), ids.ToArray()));

    /// <summary>
    /// The loop of the caller's thread; returns when told to stop, with nothing left on its way.
    /// </summary>
    public void Run(CancellationToken stop)
    {
        int lanes = Math.Max(1, _options.LanesMax);
        Task[] running =
        [
            .. Enumerable
                .Range(0, lanes * _endpoints.Length)
                .Select(lane => ServeAsync(lane % _endpoints.Length, stop)),
        ];
        Task.WaitAll(running, CancellationToken.None);
    }

    public void Dispose()
    {
        foreach (RpcHttp endpoint in _endpoints)
        {
            endpoint.Dispose();
        }
    }

    private async Task ServeAsync(int endpoint, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                Request request = await _waiting[endpoint].Reader.ReadAsync(stop).ConfigureAwait(false);
                RpcHttpAnswer answer = await _endpoints[endpoint]
                    .PostAsync(request.Text, stop)
                    .ConfigureAwait(false);
                bool isGood = answer.Fault == RpcHttpFault.None;
                Volatile.Write(ref _refusals[endpoint], isGood ? null : answer);
                byte connection = (byte)(1 + endpoint);
                if (isGood)
                {
                    await DeliverAsync(InputKind.Message, connection, answer.Body, stop)
                        .ConfigureAwait(false);
                    continue;
                }

                foreach (long id in request.Ids)
                {
                    byte[] failed = Failed(id, answer.RetryAfter);
                    await DeliverAsync(InputKind.CallFailed, connection, failed, stop).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop: who would read the answers has ended too.
        }
    }

    private async Task DeliverAsync(InputKind kind, byte connection, byte[] payload, CancellationToken stop)
    {
        while (!_inbox.TryPost(kind, connection, payload))
        {
            await Task.Delay(s_inboxPause, stop).ConfigureAwait(false);
        }
    }

    private static byte[] Failed(long id, TimeSpan? wait)
    {
        byte[] payload = new byte[FailedBytes];
        BinaryPrimitives.WriteInt64LittleEndian(payload, id);
        double milliseconds = Math.Clamp((wait ?? TimeSpan.Zero).TotalMilliseconds, 0, int.MaxValue);
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(sizeof(long)), (int)milliseconds);
        return payload;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Request(byte[] Text, long[] Ids);
}
