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
    /// The payload of <see cref="InputKind.CallFailed"/>: the question's id, milliseconds to wait, why.
    /// </summary>
    private const int FailedBytes = sizeof(long) + sizeof(int) + 1;

    // Where a node says "too much" but not for how long; and however long it says.
    private const long LimitedMs = 5_000;
    private const long LimitedMsMax = 600_000;

    private static readonly TimeSpan s_inboxPause = TimeSpan.FromMilliseconds(5);

    private readonly RpcHttp[] _endpoints;
    private readonly Channel<Request>[] _waiting;
    private readonly RpcHttpAnswer?[] _refusals;
    private readonly Func<int, byte[], CancellationToken, Task<RpcHttpAnswer>> _post;

    // Environment.TickCount64 before which an endpoint is asked nothing: several lanes write it.
    private readonly long[] _notBefore;
    private readonly RpcHttpOptions _options;
    private readonly FeedInbox _inbox;

    public RpcHttpCaller(IReadOnlyList<FeedEndpoint> endpoints, RpcHttpOptions options, FeedInbox inbox)
        : this(endpoints, options, inbox, null) { }

    /// <summary>For tests that need no server.</summary>
    internal RpcHttpCaller(
        IReadOnlyList<FeedEndpoint> endpoints,
        RpcHttpOptions options,
        FeedInbox inbox,
        Func<int, byte[], CancellationToken, Task<RpcHttpAnswer>>? post
    )
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _inbox = inbox;
        _endpoints = [.. endpoints.Select(endpoint => new RpcHttp(endpoint, options))];
        _refusals = new RpcHttpAnswer?[_endpoints.Length];
        _notBefore = new long[_endpoints.Length];
        _post = post ?? ((endpoint, text, stop) => _endpoints[endpoint].PostAsync(text, stop));
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
    /// The loop of the caller's thread; returns when told to stop, with nothing left on its way. A fault of
    /// its own ends all of it and is thrown.
    /// </summary>
    public void Run(CancellationToken stop)
    {
        using var all = CancellationTokenSource.CreateLinkedTokenSource(stop);
        int lanes = Math.Max(1, _options.LanesMax);
        Task[] running =
        [
            .. Enumerable
                .Range(0, lanes * _endpoints.Length)
                .Select(lane => ServeAsync(lane % _endpoints.Length, all)),
        ];
        Task.WhenAll(running).GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        foreach (RpcHttp endpoint in _endpoints)
        {
            endpoint.Dispose();
        }
    }

    private async Task ServeAsync(int endpoint, CancellationTokenSource all)
    {
        CancellationToken stop = all.Token;
        try
        {
            while (true)
            {
                Request request = await _waiting[endpoint].Reader.ReadAsync(stop).ConfigureAwait(false);
                await ServeAsync(endpoint, request, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop: who would read the answers has ended too.
        }
        catch
        {
            // The other lanes would wait for ever, and nobody would learn of it.
            await all.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task ServeAsync(int endpoint, Request request, CancellationToken stop)
    {
        long wait = Volatile.Read(ref _notBefore[endpoint]) - Environment.TickCount64;
        if (wait > 0)
        {
            await FailAsync(endpoint, request, wait, CallFault.Limited, stop).ConfigureAwait(false);
            return;
        }

        RpcHttpAnswer answer = await _post(endpoint, request.Text, stop).ConfigureAwait(false);
        bool isGood = answer.Fault == RpcHttpFault.None;
        Volatile.Write(ref _refusals[endpoint], isGood ? null : answer);
        if (isGood)
        {
            await DeliverAsync(InputKind.Message, (byte)(1 + endpoint), answer.Body, stop)
                .ConfigureAwait(false);
            return;
        }

        CallFault fault = FaultOf(answer);
        double asked = (answer.RetryAfter ?? TimeSpan.Zero).TotalMilliseconds;
        wait = (long)Math.Clamp(asked, 0, LimitedMsMax);
        if (fault == CallFault.Limited)
        {
            long until = Environment.TickCount64 + (wait > 0 ? wait : LimitedMs);
            Volatile.Write(ref _notBefore[endpoint], until);
        }

        await FailAsync(endpoint, request, wait, fault, stop).ConfigureAwait(false);
    }

    private static CallFault FaultOf(RpcHttpAnswer answer) =>
        (answer.Fault, answer.Meaning) switch
        {
            (RpcHttpFault.TooLarge, _) => CallFault.TooLarge,
            (RpcHttpFault.Status, RpcErrorMeaning.KeyInvalid) => CallFault.KeyInvalid,
            (RpcHttpFault.Status, RpcErrorMeaning.QuotaUsedUp) => CallFault.QuotaUsedUp,
            (RpcHttpFault.Status, RpcErrorMeaning.RateLimited) => CallFault.Limited,
            _ => CallFault.Unreachable,
        };

    private async Task FailAsync(
        int endpoint,
        Request request,
        long waitMs,
        CallFault fault,
        CancellationToken stop
    )
    {
        foreach (long id in request.Ids)
        {
            await DeliverAsync(InputKind.CallFailed, (byte)(1 + endpoint), Failed(id, waitMs, fault), stop)
                .ConfigureAwait(false);
        }
    }

    private async Task DeliverAsync(InputKind kind, byte connection, byte[] payload, CancellationToken stop)
    {
        while (!_inbox.TryPost(kind, connection, payload))
        {
            await Task.Delay(s_inboxPause, stop).ConfigureAwait(false);
        }
    }

    private static byte[] Failed(long id, long waitMs, CallFault fault)
    {
        byte[] payload = new byte[FailedBytes];
        BinaryPrimitives.WriteInt64LittleEndian(payload, id);
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(sizeof(long)), (int)waitMs);
        payload[^1] = (byte)fault;
        return payload;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Request(byte[] Text, long[] Ids);
}
