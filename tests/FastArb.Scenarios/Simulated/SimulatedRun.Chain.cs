using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;
using FastArb.Simulation;
using Xunit;

namespace FastArb.Scenarios.Simulated;

/// <content>The chain goes on, and what was told of it is held against it.</content>
internal sealed partial class SimulatedRun
{
    private const int WordBytes = 32;

    private readonly BlockMaker _maker;
    private long _nextBlock;
    private int _made;
    private bool _isSafe;
    private bool _isHeadSealed;
    private bool _hasBegun;
    private long _behindSince;
    private long _lagFrom;
    private IReadOnlyList<SimulatedBlock> _lostBranch = [];

    private void MakeBlock()
    {
        _made++;
        long time = Nanoseconds(_plan.BlockTime);
        long jitter = (long)(time * _plan.Jitter);
        _nextBlock += time + Between(-jitter, jitter);
        if (!_isSafe && _made == _plan.HaltAfter)
        {
            Halts++;
            _nextBlock += Nanoseconds(_plan.HaltFor);
        }

        _isHeadSealed = false;
        if (!_isSafe && Hits(_plan.ReorgsPerMille) && Chain.Head.Number - Chain.First.Number > 2)
        {
            Reorganise();
        }
        else
        {
            SimulatedBlock block = _maker.Next(Chain.Head);
            Chain.Append(block);
            Announce([], [block]);
        }

        if (!_isSafe && _made == _plan.MuteAfter)
        {
            _mute = _link;
        }

        if (!_isSafe && Hits(_plan.OutagesPerMille))
        {
            GoDown();
        }

        if (!_isSafe && Hits(_plan.SleepsPerMille))
        {
            Sleep();
        }
    }

    private void Reorganise()
    {
        Reorgs++;
        IReadOnlyList<SimulatedBlock> branch;
        SimulatedBlock? fork = _lostBranch.Count > 0 ? Chain.Find(_lostBranch[0].ParentHash) : null;
        if (fork is not null && Chain.Holds(fork) && Hits(_plan.BackPerMille))
        {
            List<SimulatedBlock> back = [.. _lostBranch];
            while (back[^1].Number <= Chain.Head.Number)
            {
                back.Add(_maker.Next(back[^1]));
            }

            branch = back;
        }
        else
        {
            long depthMax = Math.Min(_plan.ReorgDepthMax, Chain.Head.Number - Chain.First.Number - 1);
            int depth = (int)Between(1, depthMax);
            fork = Chain.At(Chain.Head.Number - depth)!;
            branch = _maker.Branch(fork, depth + 1);
        }

        _lostBranch = Chain.Reorganise(fork.Number, branch);
        Announce(_lostBranch, branch);
    }

    private void Announce(IReadOnlyList<SimulatedBlock> dropped, IReadOnlyList<SimulatedBlock> added)
    {
        _node.OnChainChanged(dropped, added, _now);
        foreach (SimulatedNode node in _answerers)
        {
            node.OnChainChanged(dropped, added, _now);
        }
    }

    private void GoDown()
    {
        if (_session.Phase != FeedPhase.Reading)
        {
            return;
        }

        Outages++;
        _downUntil = _now + Between(Nanoseconds(_plan.OutageMin), Nanoseconds(_plan.OutageMax));
        _lagFrom = _downUntil;
        if (_link is not null)
        {
            _node.OnClosed(_link.Connection, _now);
            End(WebSocketCloseCause.Reset, "the connection broke");
        }
    }

    // The clock goes on and nothing of ours does; the chain does.
    private void Sleep()
    {
        Sleeps++;
        long until = _now + Between(Second, Nanoseconds(_plan.SleepMax));
        while (_nextBlock < until)
        {
            SimulatedBlock block = _maker.Next(Chain.Head);
            Chain.Append(block);
            _now = _nextBlock;
            Announce([], [block]);
            _nextBlock += Nanoseconds(_plan.BlockTime);
        }

        _now = until;
        _lagFrom = _now;
    }

    private void CheckSealed(AppliedBlock block, SealReason reason)
    {
        SimulatedBlock? real = Chain.Find(block.Hash);
        Assert.True(real is not null && real.Number == block.Number, $"seed {_plan.Seed}: no such block");
        foreach (AppliedBlock.AppliedLog log in block.Logs)
        {
            CheckLog(real, log);
        }

        if (reason == SealReason.Complete)
        {
            CheckWhole(block, $"seed {_plan.Seed}, sealed as complete: {Story()}");
        }

        _isHeadSealed |= block.Hash == Chain.Head.Hash;
    }

    private void CheckWhole(AppliedBlock block, string when)
    {
        SimulatedBlock? real = Chain.Find(block.Hash);
        Assert.True(real is not null && real.Number == block.Number, $"{when}: no block {block.Number}");
        int wanted = real.Logs.Count(log => _plan.WatchesAll || _maker.Watched.Contains(log.Address));
        Assert.True(
            wanted == block.Logs.Count,
            $"{when}: {block.Logs.Count} logs of the {wanted} of block {block.Number}"
        );
        foreach (AppliedBlock.AppliedLog log in block.Logs)
        {
            CheckLog(real, log);
        }
    }

    private void CheckLog(SimulatedBlock block, AppliedBlock.AppliedLog log)
    {
        SimulatedLog? real = log.Index < block.Logs.Length ? block.Logs[(int)log.Index] : null;
        Assert.True(real is not null, $"seed {_plan.Seed}: log {log.Index} of {block.Number} is invented");
        int words = 1 + real.Topics.Length + ((real.Data.Length + WordBytes - 1) / WordBytes);
        bool holds = log.DataLength == real.Data.Length && log.Words.Count == words;
        for (int i = 0; holds && i < words; i++)
        {
            holds = log.Words[i] == Word(real, i);
        }

        Assert.True(holds, $"seed {_plan.Seed}: log {log.Index} of {block.Number} is another one");
    }

    private static UInt256 Word(SimulatedLog log, int place)
    {
        Span<byte> bytes = stackalloc byte[WordBytes];
        bytes.Clear();
        if (place == 0)
        {
            log.Address.Write(bytes[(WordBytes - Address.ByteCount)..]);
            return UInt256.ReadBigEndian(bytes);
        }

        if (place <= log.Topics.Length)
        {
            return log.Topics[place - 1];
        }

        ReadOnlySpan<byte> data = log.Data.Span[((place - 1 - log.Topics.Length) * WordBytes)..];
        data[..Math.Min(WordBytes, data.Length)].CopyTo(bytes);
        return UInt256.ReadBigEndian(bytes);
    }
}
