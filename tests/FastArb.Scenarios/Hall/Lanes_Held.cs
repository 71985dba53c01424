using System.Collections.Immutable;
using System.Diagnostics;
using FastArb.Chain;
using FastArb.Market;
using FastArb.Pipeline;
using FastArb.Scenarios.Simulation;
using FastArb.Tests.FrontDoor;
using FastArb.Tests.Market.Loading;
using Xunit;

namespace FastArb.Scenarios.Hall;

/// <summary>Handlers that do not return, in a live run over a real socket.</summary>
[Trait("row", "12")]
public sealed class Lanes_Held(ITestOutputHelper output) : IDisposable
{
    private const int Logs = 2_000;

    private static readonly TimeSpan s_waitMax = TimeSpan.FromSeconds(60);

    private readonly ManualResetEventSlim _letGo = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _letGo.Set();
        _letGo.Dispose();
    }

    [Fact]
    public async Task The_lane_is_built_anew_from_what_is_recorded_and_a_stop_waits_for_no_other()
    {
        await using BurstNode node = new(new MadeMarket(15) { LogsMax = 200 });
        using ScratchFolder scratch = new();
        EnginePlan plan = Burst_Absorbed.PlanOf(
            node.Made,
            2,
            [
                new HandlerPlan("first", () => new HeldHandler("first", Logs, _letGo)),
                new HandlerPlan("second", () => new HeldHandler("second", 3 * Logs, _letGo)),
                new HandlerPlan("meter-0", () => new MeteredHandler("meter-0")),
                new HandlerPlan("meter-1", () => new MeteredHandler("meter-1")),
            ]
        );
        using LiveHall hall = new(plan, node.Endpoint, scratch.FullPath);
        await hall.UntilSubscribedAsync(Cancellation);
        (byte[] bytes, int before) = node.Grow(2 * Logs);
        await node.SendAsync(bytes);
        await hall.UntilSealedAsync(ServedNode.TextOf(node.Head.Hash), s_waitMax, Cancellation);
        Assert.Equal(1, hall.Run.LaneWatch.Rebuilt);

        // A block that was sealed for its silence comes once more.
        Assert.All(
            hall.Handlers<MeteredHandler>(),
            meter => Assert.InRange(meter.Count, before, long.MaxValue)
        );

        // The end comes before anybody has found the second one.
        (bytes, _) = node.Grow(2 * Logs);
        await node.SendAsync(bytes);
        await UntilAsync(
            hall,
            () => hall.Handlers<HeldHandler>().Single(held => held.Name == "second").IsHeld
        );
        long start = Stopwatch.GetTimestamp();
        hall.Stop();
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        output.WriteLine($"row 12: a live run with a lane that is held stopped in {took.TotalSeconds:F2} s");
        Assert.InRange(took.TotalSeconds, 0, 2);
        ImmutableArray<HandlerFault> faults = Interventions.Read(scratch.FullPath);
        Assert.Equal("first", faults[0].Handler);
        Assert.True(faults.Length == 2 || hall.Run.LanesLeft is ["lane-2"], "the second one held nobody");

        // The other lane has everything that was read.
        Assert.Equal(hall.Run.Lanes.Ring.Cursor + 1, hall.Run.Lanes.Lanes[0].NextSequence);
    }

    private static async Task UntilAsync(LiveHall hall, Func<bool> isMet)
    {
        long start = Stopwatch.GetTimestamp();
        while (!isMet())
        {
            hall.MustRun();
            Assert.True(Stopwatch.GetElapsedTime(start) < s_waitMax, "it does not happen");
            await Task.Delay(TimeSpan.FromMilliseconds(1), Cancellation);
        }
    }

    private sealed class HeldHandler(string name, long at, ManualResetEventSlim letGo) : LaneHandler(name)
    {
        private long _count;

        public bool IsHeld => Volatile.Read(ref _count) > at;

        public override void Handle(LiveMarket market, in MarketUpdate update, ref readonly ChainEvent e)
        {
            if (update.Kind != MarketUpdateKind.PoolChanged)
            {
                return;
            }

            Volatile.Write(ref _count, _count + 1);
            if (_count == at + 1)
            {
                letGo.Wait(CancellationToken.None);
            }
        }

        public override void Save(BinaryWriter writer) => writer.Write(_count);

        public override void Load(BinaryReader reader) => _count = reader.ReadInt64();
    }
}
