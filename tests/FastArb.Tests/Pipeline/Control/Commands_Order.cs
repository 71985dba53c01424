using FastArb.Chain;
using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Pipeline.Control;

/// <summary>
/// An operator's pause is an event: everybody obeys it at the same place, and again in a replay.
/// </summary>
public sealed class Commands_Order
{
    [Fact]
    public void A_paused_handler_gets_nothing_until_it_is_resumed_and_the_others_everything()
    {
        CommandedRun run = new(1, "one", "two");
        run.Blocks(10);
        run.Command(OperatorCommand.Pause, "one");
        run.Blocks(10);
        run.Command(OperatorCommand.Resume, "one");
        run.Blocks(10);
        run.End();
        long[] counts = [.. run.Handlers.Select(handler => handler.Count)];
        Assert.InRange(counts[0], counts[1] / 2, (counts[1] * 2 / 3) + 2);
        Assert.DoesNotContain(run.Paused, handler => handler.IsPaused);
    }

    [Fact]
    public void Without_a_name_all_are_meant()
    {
        CommandedRun run = new(2, "one", "two", "three");
        run.Command(OperatorCommand.Pause);
        run.Blocks(10);
        run.End();
        Assert.All(run.Handlers, handler => Assert.Equal(0, handler.Count));
        Assert.All(run.Paused, handler => Assert.True(handler.IsPaused));
    }

    [Fact]
    public void Any_plan_of_lanes_obeys_at_the_same_event()
    {
        string[] saved =
        [
            .. Enumerable
                .Range(0, 4)
                .Select(lanes =>
                {
                    CommandedRun run = new(lanes, "one", "two", "three");
                    for (int i = 0; i < 20; i++)
                    {
                        run.Blocks(3);
                        run.Command((OperatorCommand)(1 + (i % 2)), i % 3 == 0 ? null : "two");
                    }

                    run.End();
                    return run.Saved();
                }),
        ];
        Assert.Single(saved.Distinct(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 3, 65 })]
    public void What_is_no_command_makes_no_event(byte[] payload)
    {
        CommandedRun run = new(1, "one");
        run.Take(InputKind.Command, payload);
        run.End();
        Assert.Equal(0, run.Events);
    }

    [Fact]
    public void The_longest_name_arrives_whole()
    {
        string name = new('n', CommandPayload.NameBytesMax);
        CommandedRun run = new(1, name, name[1..]);
        run.Command(OperatorCommand.Pause, name);
        run.Blocks(5);
        run.End();
        Assert.Equal([0, 1], run.Handlers.Select(handler => handler.Count > 0 ? 1 : 0));
        Assert.Throws<ArgumentException>(() => CommandPayload.Of(OperatorCommand.Pause, name + "n"));
    }
}
