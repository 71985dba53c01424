using FastArb.Pipeline;
using FastArb.Tests.FrontDoor;
using Xunit;

namespace FastArb.Tests.Pipeline.Control;

/// <summary>One engine for one folder; the scenarios kill real ones.</summary>
[Trait("row", "42")]
public sealed class RunLock_Races
{
    private const int Contenders = 4;

    [Fact]
    public void Of_those_who_want_it_at_once_one_gets_it()
    {
        using ScratchFolder scratch = new();
        int rounds = TestRounds.Of(100);
        for (int round = 0; round < rounds; round++)
        {
            string folder = Path.Combine(scratch.FullPath, $"run-{round}");
            using Barrier start = new(Contenders);
            RunLock?[] taken = new RunLock?[Contenders];
            Parallel.For(
                0,
                Contenders,
                new ParallelOptions { MaxDegreeOfParallelism = Contenders },
                one =>
                {
                    start.SignalAndWait();
                    RunLock.TryTake(folder, out taken[one], out _);
                }
            );
            Assert.Single(taken, one => one is not null);
            Array.ForEach(taken, one => one?.Dispose());
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"row 42: {rounds} races of {Contenders} within a process, one winner each"
        );
    }

    [Fact]
    public void Who_comes_second_is_told_who_has_it()
    {
        using ScratchFolder scratch = new();
        Assert.True(RunLock.TryTake(scratch.FullPath, out RunLock? first, out _));
        using (first)
        {
            Assert.False(RunLock.TryTake(scratch.FullPath, out RunLock? second, out int? holder));
            Assert.Null(second);
            Assert.Equal(Environment.ProcessId, holder);
        }
    }

    [Fact]
    public void Once_it_is_let_go_the_next_one_has_it()
    {
        using ScratchFolder scratch = new();
        for (int i = 0; i < 3; i++)
        {
            Assert.True(RunLock.TryTake(scratch.FullPath, out RunLock? taken, out _));
            taken.Dispose();
        }
    }

    [Fact]
    public void What_a_dead_engine_has_left_there_stops_nobody()
    {
        using ScratchFolder scratch = new();
        scratch.Write("engine.lock", string.Empty);
        scratch.Write("engine.pid", "999999999");
        Assert.True(RunLock.TryTake(scratch.FullPath, out RunLock? taken, out _));
        taken.Dispose();
    }
}
