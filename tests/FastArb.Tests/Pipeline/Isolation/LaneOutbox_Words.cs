using FastArb.Chain;
using FastArb.Feed;
using FastArb.Market;
using FastArb.Pipeline;
using Xunit;

namespace FastArb.Tests.Pipeline.Isolation;

/// <summary>
/// All lanes come to the same questions and notices; each is put and said once, by whoever is there first.
/// </summary>
public sealed class LaneOutbox_Words
{
    private readonly MadeStream _stream = new(31);
    private readonly FeedInbox _inbox = new();
    private readonly List<ulong> _tags = [];
    private LaneOutbox _outbox;

    public LaneOutbox_Words() => _outbox = new LaneOutbox(_inbox);

    [Fact]
    public void An_answer_that_moves_no_pool_leads_to_the_next_questions_at_once()
    {
        Lane lane = NewLane();
        Block(lane);
        ulong probe = Assert.Single(Put());
        Answer(lane, probe);
        Assert.True(Put().Count > 1);
        Assert.Equal(_tags.Order(), _tags);
    }

    [Fact]
    public void Of_many_lanes_each_question_is_put_once_and_each_notice_said_once()
    {
        Lane[] lanes = [NewLane(), NewLane(), NewLane()];
        Array.ForEach(lanes, Block);
        ulong probe = Assert.Single(Put());

        // The last one is first this time.
        Answer(lanes[2], probe);
        int next = Put().Count;
        Answer(lanes[0], probe);
        Answer(lanes[1], probe);
        Assert.Empty(Put());
        Assert.Equal(_tags.Distinct(), _tags);
        Assert.Equal(next + 1, _tags.Count);
        Assert.Equal([MarketNoticeKind.Multicall], Said());
    }

    [Fact]
    public void A_lane_built_anew_puts_only_what_the_lost_one_had_not_put()
    {
        Lane lost = NewLane();
        Block(lost);
        ulong probe = Assert.Single(Put());
        lost.Abandon();
        Answer(lost, probe);
        Assert.Empty(Put());

        Lane anew = NewLane();
        Block(anew);
        Assert.Empty(Put());
        Answer(anew, probe);
        Assert.NotEmpty(Put());
        Assert.Equal([MarketNoticeKind.Multicall], Said());
    }

    [Fact]
    public void Where_the_inbox_is_full_a_question_waits_and_none_is_put_twice_or_left_out()
    {
        FeedInbox narrow = new(itemsMax: 1);
        _outbox = new LaneOutbox(narrow);
        Lane[] lanes = [NewLane(), NewLane()];
        Array.ForEach(lanes, Block);
        ulong probe = Assert.Single(Put(narrow));
        Array.ForEach(lanes, lane => Answer(lane, probe));
        List<ulong> narrowly = [probe];
        for (long sequence = 3; sequence < 40; sequence++)
        {
            narrowly.AddRange(Put(narrow));

            // Any event but a log is an occasion.
            ChainEvent e = new() { Kind = ChainEventKind.Health, Sequence = sequence };
            lanes[sequence % 2].On(in e);
        }

        _outbox = new LaneOutbox(_inbox);
        Lane wide = NewLane();
        Block(wide);
        Answer(wide, probe);
        Put();
        Assert.Equal(_tags, narrowly);
    }

    [Fact]
    public void A_handler_that_is_out_is_named_once()
    {
        HandlerFault fault = new("tally-1", 7, "enough");
        _outbox.Post(fault);
        _outbox.Post(fault with { Sequence = 9 });
        Assert.True(_outbox.TryTakeFault(out HandlerFault? said));
        Assert.Same(fault, said);
        Assert.False(_outbox.TryTakeFault(out _));
        _outbox.Post(fault);
        Assert.False(_outbox.TryTakeFault(out _));
    }

    // Of pools that nobody knows yet.
    private Lane NewLane() =>
        (_stream.PlanOf(LanePlan.Of(1, 0), 4) with { Genesis = null }).NewLane(0, _outbox, asks: true);

    private void Block(Lane lane)
    {
        ChainEvent begin = _stream.EventAt(0);
        ChainEvent end = _stream.EventAt(MadeStream.BlockEvents - 1);
        end.Sequence = 1;
        lane.On(in begin);
        lane.On(in end);
    }

    // There is no such contract.
    private void Answer(Lane lane, ulong tag)
    {
        ChainEvent begin = _stream.EventAt(0);
        ChainEvent e = new()
        {
            Kind = ChainEventKind.Answer,
            Sequence = 2,
            BlockNumber = begin.BlockNumber,
            Detail = (byte)AnswerOutcome.Reverted,
            WordCount = 2,
        };
        e.Words[0] = begin.Words[0];
        e.Words[1] = tag;
        lane.On(in e);
    }

    private List<ulong> Put()
    {
        List<ulong> tags = Put(_inbox);
        _tags.AddRange(tags);
        return tags;
    }

    private static List<ulong> Put(FeedInbox inbox)
    {
        List<ulong> tags = [];
        while (inbox.TryTake(out InputKind kind, out _, out ReadOnlyMemory<byte> payload))
        {
            Assert.Equal(InputKind.Asked, kind);
            Assert.True(QuestionPayload.TryRead(payload.Span, out ContractQuestion? question));
            tags.Add(question.Tag);
        }

        return tags;
    }

    private List<MarketNoticeKind> Said()
    {
        List<MarketNoticeKind> kinds = [];
        while (_outbox.TryTakeNotice(out MarketNotice notice))
        {
            kinds.Add(notice.Kind);
        }

        return kinds;
    }
}
