using FastArb.Pipeline;
using Xunit;

namespace FastArb.Tests.Pipeline.Isolation;

/// <summary>When a handler holds its lane, in a time that stands still between looks.</summary>
[Trait("row", "12")]
public sealed class LaneSight_Rules
{
    private const long Millisecond = 1_000_000;
    private const int Handler = 5;

    private readonly LaneSight _sight = new();
    private long _now = 77 * Millisecond;
    private long _starved;
    private long _sequence = 1_000;

    [Fact]
    public void One_call_is_too_long_after_a_tenth_of_a_second_with_the_ring_nearly_full()
    {
        Assert.Equal("one call has lasted for 120 ms", HoldUntilSaid(isNearlyFull: true));
    }

    [Fact]
    public void One_call_is_too_long_after_a_second_whatever_the_ring_has()
    {
        Assert.Equal("one call has lasted for 1020 ms", HoldUntilSaid(isNearlyFull: false));
    }

    [Fact]
    public void Many_short_calls_of_one_handler_are_too_long_when_its_lane_is_too_slow()
    {
        for (int look = 0; look < 25; look++)
        {
            // At one look of five it is another one's turn, or nobody's.
            int handler = look % 5 == 4 ? 0 : Handler;
            Assert.Null(Look(NextCallOf(handler), isNearlyFull: true));
        }

        Assert.Equal(
            "at work at 20 of 25 looks while its lane was too slow",
            Look(NextCallOf(Handler), isNearlyFull: true)
        );
    }

    [Fact]
    public void Short_calls_do_not_count_while_nobody_waits_for_the_lane()
    {
        for (int look = 0; look < 1_000; look++)
        {
            // A burst now and then is no slowness: it is over before half a second is.
            Assert.Null(Look(NextCallOf(Handler), isNearlyFull: look % 50 < 24));
        }
    }

    [Fact]
    public void Two_handlers_that_share_the_work_are_not_taken_out()
    {
        for (int look = 0; look < 1_000; look++)
        {
            Assert.Null(Look(NextCallOf(look % 2), isNearlyFull: true));
        }
    }

    [Fact]
    public void A_lane_that_rests_between_events_is_never_held()
    {
        for (int look = 0; look < 1_000; look++)
        {
            Assert.Null(Look(look % 3 == 0 ? NextCallOf(Handler) : 0, isNearlyFull: true));
        }
    }

    [Fact]
    public void Time_in_which_its_thread_had_no_core_counts_against_no_handler()
    {
        long call = CallOf(Handler);
        for (int look = 0; look < 1_000; look++)
        {
            _starved += 20 * Millisecond;
            Assert.Null(Look(call, isNearlyFull: true));
        }

        for (int look = 0; look < 1_000; look++)
        {
            _starved += 15 * Millisecond;
            Assert.Null(Look(NextCallOf(Handler), isNearlyFull: true));
        }
    }

    [Fact]
    public void A_process_that_was_stopped_for_an_hour_has_held_nobody()
    {
        long call = CallOf(Handler);
        Assert.Null(Look(call, isNearlyFull: true));
        Assert.Null(Look(call, isNearlyFull: true));
        Assert.Null(Look(call, isNearlyFull: true, advance: 3_600_000 * Millisecond));
        Assert.Null(Look(call, isNearlyFull: true));
    }

    [Fact]
    public void Another_lane_begins_without_the_old_ones_looks()
    {
        long call = CallOf(Handler);
        for (int look = 0; look < 6; look++)
        {
            Assert.Null(Look(call, isNearlyFull: true));
        }

        _sight.Forget();
        Assert.Null(Look(call, isNearlyFull: true));
    }

    private string HoldUntilSaid(bool isNearlyFull)
    {
        long call = CallOf(Handler);
        string? why;
        do
        {
            why = Look(call, isNearlyFull);
        } while (why is null);

        return why;
    }

    private string? Look(long call, bool isNearlyFull, long advance = LaneSight.PeriodNs)
    {
        string? why = _sight.Look(_now, call, isNearlyFull, () => _starved);
        _now += advance;
        return why;
    }

    private long NextCallOf(int handler)
    {
        _sequence++;
        return CallOf(handler);
    }

    private long CallOf(int handler)
    {
        LanePulse pulse = new();
        pulse.Enter(_sequence, handler);
        return pulse.Call;
    }
}
