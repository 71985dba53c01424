using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FastArb.Feed;
using FastArb.Tests.Feed.Sequencing;

namespace FastArb.Tests.Feed.Session;

/// <summary>A session driven by hand: no socket, and a clock that goes where the test says.</summary>
internal sealed class SessionScene
{
    public const long Second = 1_000_000_000;

    public const string Polygon = "\"0x89\"";

    private readonly List<string>[] _sent;

    public SessionScene(
        int endpoints = 1,
        int routes = 0,
        Func<FeedSessionOptions, FeedSessionOptions>? with = null
    )
    {
        FeedSessionOptions options = new()
        {
            Endpoints =
            [
                .. Enumerable.Range(0, endpoints).Select(i => EndpointOf($"wss://node{i}.example/KEYKEYKEY")),
            ],
            QuestionEndpoints =
            [
                .. Enumerable.Range(0, routes).Select(i => EndpointOf($"wss://http{i}.example")),
            ],
            Anchor = new TimeAnchor(0, SequencedFeed.Utc),
        };
        Sequencer = new FeedSequencer<ListSink>(SequencedFeed.Everything, new ListSink(new KeptEvents()));
        Session = new FeedSession<ListSink>(
            Sequencer,
            with?.Invoke(options) ?? options,
            Inbox,
            Pulse,
            Notices
        );
        _sent = [.. Enumerable.Range(0, 1 + routes).Select(_ => new List<string>())];
        Session.Begin(Now);
    }

    public FeedSequencer<ListSink> Sequencer { get; }

    public FeedSession<ListSink> Session { get; }

    public FeedInbox Inbox { get; } = new();

    public FeedPulse Pulse { get; } = new();

    public FeedNotices Notices { get; } = new();

    public long Now { get; private set; } = Second;

    /// <summary>Whether the queues of the HTTP endpoints are full.</summary>
    public bool RefusesPosts { get; set; }

    public bool HasSent(int route) => _sent[route].Count > 0;

    /// <summary>What was sent on a route since this was last asked.</summary>
    public string[] Sent(int route = 0)
    {
        string[] sent = [.. _sent[route]];
        _sent[route].Clear();
        return sent;
    }

    /// <summary>The methods of what was sent, batches taken apart.</summary>
    public string[] Methods(int route = 0) =>
        [.. Requests(route).Select(request => (string)request["method"]!)];

    public JsonNode[] Requests(int route = 0) =>
        [
            .. Sent(route)
                .Select(text => JsonNode.Parse(text)!)
                .SelectMany(request => request is JsonArray batch ? batch.Select(one => one!) : [request]),
        ];

    public void Connect()
    {
        Session.OnConnected(Now);
        Pump();
    }

    /// <summary>A connection that says its chain and confirms everything.</summary>
    public void Subscribe(string chain = Polygon)
    {
        Connect();
        Answer(1, chain);
        AnswerSubscriptions();
    }

    public void AnswerSubscriptions()
    {
        foreach (
            JsonNode request in Requests().Where(request => (string?)request["method"] == "eth_subscribe")
        )
        {
            Answer((long)request["id"]!, "\"0xabc\"");
        }
    }

    public void Answer(long id, string result) => Message(AnswerText(id, result));

    public void Refuse(string id, int code, string text) => Message(RefusalText(id, code, text));

    public void Message(string text)
    {
        Session.OnMessage(Encoding.UTF8.GetBytes(text), Now);
        Pump();
    }

    public void Post(int route, string text) =>
        Post(InputKind.Message, (byte)route, Encoding.UTF8.GetBytes(text));

    public void Post(InputKind kind, byte route, byte[] payload)
    {
        Inbox.TryPost(kind, route, payload);
        Step();
    }

    public void Post(FeedVerdict verdict) => Post(InputKind.Verdict, 0, [(byte)verdict]);

    public void Close(WebSocketCloseCause cause = WebSocketCloseCause.Reset)
    {
        Session.OnClosed(cause, "it broke", Now);
        Pump();
    }

    public void FailHttp(int status, TimeSpan? retryAfter = null) =>
        Fail(FeedConnectFault.HttpStatus, status, retryAfter);

    public void Fail(FeedConnectFault fault, int status = 0, TimeSpan? retryAfter = null)
    {
        string sentence = $"{Session.Options.Endpoints[Session.Endpoint]} says {status} KEYKEYKEY";
        Session.OnConnectFailed(fault, status, retryAfter, sentence, Now);
        Pump();
    }

    /// <summary>Lets time pass, with everything that falls due in it at its own time.</summary>
    public void Pass(double seconds)
    {
        long until = Now + (long)(seconds * Second);
        while (Session.Phase != FeedPhase.Ended && Session.NextDue <= until)
        {
            Now = Math.Max(Now, Session.NextDue);
            Step();
        }

        Now = Math.Max(Now, until);
    }

    /// <summary>Lets time pass until it may connect; how long that was, in seconds.</summary>
    public double UntilConnecting(double secondsMax = 3600)
    {
        long start = Now;
        while (Session.Phase == FeedPhase.Waiting && Session.NextDue - start <= secondsMax * Second)
        {
            Now = Math.Max(Now, Session.NextDue);
            Step();
        }

        return (Now - start) / (double)Second;
    }

    /// <summary>While it is set, what the session wants sent waits.</summary>
    public bool Holds { get; set; }

    public void Pump()
    {
        while (!Holds && Session.HasText && Session.TryTakeText(out int route, out ReadOnlySpan<byte> text))
        {
            if (RefusesPosts && route > 0)
            {
                Session.OnNotSent(route, Now);
                continue;
            }

            _sent[route].Add(Encoding.UTF8.GetString(text));
        }
    }

    public static string AnswerText(long id, string result) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"jsonrpc":"2.0","id":{{id}},"result":{{result}}}"""
        );

    public static string RefusalText(string id, int code, string text) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"jsonrpc":"2.0","id":{{id}},"error":{"code":{{code}},"message":"{{text}}"} }"""
        );

    public static FeedEndpoint EndpointOf(string url) =>
        FeedEndpoint.TryParse(url, out FeedEndpoint? endpoint, out string? error)
            ? endpoint
            : throw new ArgumentException(error, nameof(url));

    private void Step()
    {
        Session.OnDue(Now);
        Pump();
    }
}
