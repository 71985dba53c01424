using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using FastArb.Chain;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.Feed.Order;

/// <summary>
/// What a reader of the stream believes, and what it may rely on, checked at every event: each block
/// stands on
/// the head, logs come by index, nothing after the seal, the head goes back only to what was there.
/// </summary>
internal sealed class LinearWorld
{
    private long _eventTime = long.MinValue;
    private bool _isOpen;
    private bool _partExpected;
    private UInt256 _floor;
    private long _floorNumber;
    private bool _hasFloor;

    public List<Block> Chain { get; } = [];

    /// <summary>All events, without their stamps, as a number.</summary>
    public long Digest { get; private set; }

    /// <summary>What kinds of events came, and their details: one letter and one digit each.</summary>
    public StringBuilder? Story { get; init; }

    /// <summary>Called after each event, which it gets.</summary>
    public Action<ChainEvent>? Look { get; set; }

    public long Count { get; private set; }

    public long Reorgs { get; private set; }

    public List<UInt256> ReorgTargets { get; } = [];

    public long Resynchronisations { get; private set; }

    public FeedHealth Health { get; private set; }

    private UInt256 Head => Chain.Count > 0 ? Chain[^1].Hash : _floor;

    private long HeadNumber => Chain.Count > 0 ? Chain[^1].Number : _floorNumber;

    public void Take(ref readonly ChainEvent slot)
    {
        Require(slot.Sequence == Count, "sequence");
        Require(slot.EventTime >= _eventTime, "event time");
        Require(!_partExpected || slot.Kind == ChainEventKind.LogPart, "a part");
        _eventTime = slot.EventTime;
        _partExpected = false;
        Count++;
        Digest = (Digest * 31) + DigestOf(in slot);
        long told = slot.Kind == ChainEventKind.Health ? slot.Detail : slot.BlockNumber;
        Story?.Append(CultureInfo.InvariantCulture, $"{Letter(slot.Kind)}{told} ");

        switch (slot.Kind)
        {
            case ChainEventKind.BlockBegin:
                Begin(in slot);
                break;
            case ChainEventKind.Log:
            case ChainEventKind.LogPart:
                TakeLog(in slot);
                break;
            case ChainEventKind.BlockSealed:
                Require(_isOpen && slot.Words[0] == Head && slot.BlockNumber == HeadNumber, "seal");
                Require((SealReason)slot.Detail != SealReason.None, "seal's reason");
                _isOpen = false;
                break;
            case ChainEventKind.Reorg:
                Rewind(in slot);
                break;
            case ChainEventKind.Resynchronise:
                Resynchronisations++;
                Chain.Clear();
                _isOpen = false;
                _hasFloor = true;
                _floor = slot.Words[0];
                _floorNumber = slot.BlockNumber;
                break;
            case ChainEventKind.Timer:
                break;
            case ChainEventKind.Health:
                Require((FeedHealth)slot.Detail != Health, "health changes");
                Health = (FeedHealth)slot.Detail;
                break;
            default:
                Require(false, "kind");
                break;
        }

        Look?.Invoke(slot);
    }

    private void Begin(ref readonly ChainEvent slot)
    {
        Require(!_isOpen, "begin while open");
        if (Chain.Count > 0 || _hasFloor)
        {
            Require(slot.Words[1] == Head && slot.BlockNumber == HeadNumber + 1, "begin on the head");
        }
        else
        {
            _hasFloor = true;
            _floor = slot.Words[1];
            _floorNumber = slot.BlockNumber - 1;
        }

        Chain.Add(new Block { Hash = slot.Words[0], Number = slot.BlockNumber });
        _isOpen = true;
    }

    private void TakeLog(ref readonly ChainEvent slot)
    {
        Require(_isOpen && slot.BlockNumber == HeadNumber, "log of the open block");
        List<Log> logs = Chain[^1].Logs;
        if (slot.Kind == ChainEventKind.Log)
        {
            Require(logs.Count == 0 || logs[^1].Index < slot.LogIndex, "log index");
            Require(slot.Part == 0, "first part");
            logs.Add(new Log(slot.LogIndex, DigestOf(in slot)));
        }
        else
        {
            Require(logs[^1].Index == slot.LogIndex && slot.Part > 0, "part");
            logs[^1] = logs[^1] with { Digest = (logs[^1].Digest * 31) + DigestOf(in slot) };
        }

        _partExpected = ((LogDetail)slot.Detail & LogDetail.Continues) != LogDetail.None;
    }

    private void Rewind(ref readonly ChainEvent slot)
    {
        Reorgs++;
        ReorgTargets.Add(slot.Words[0]);
        Require(slot.Words[1] == Head && slot.Words[0] != Head, "reorg leaves the head");
        Require((ReorgCause)slot.Detail != ReorgCause.None, "reorg's cause");
        while (Head != slot.Words[0])
        {
            Require(Chain.Count > 0, "reorg to a block that is out");
            Chain.RemoveAt(Chain.Count - 1);
        }

        Require(HeadNumber == slot.BlockNumber, "reorg's number");
        _isOpen = false;
    }

    /// <summary>A log's contents without its stamps.</summary>
    public static long DigestOf(ref readonly ChainEvent slot)
    {
        ChainEvent copy = slot;
        copy.Sequence = copy.EventTime = copy.ReceiveTime = copy.Position = 0;
        ulong hash = 14_695_981_039_346_656_037;
        foreach (ulong word in MemoryMarshal.Cast<ChainEvent, ulong>(new ReadOnlySpan<ChainEvent>(in copy)))
        {
            hash = (hash ^ word) * 1_099_511_628_211;
        }

        return (long)hash;
    }

    private static char Letter(ChainEventKind kind) => "?BLPSRTXH"[(int)kind];

    private void Require(bool holds, string what)
    {
        if (!holds)
        {
            Assert.Fail($"event {Count}: {what}");
        }
    }

    internal readonly record struct Log(uint Index, long Digest);

    internal sealed class Block
    {
        public UInt256 Hash { get; init; }

        public long Number { get; init; }

        public List<Log> Logs { get; } = [];
    }
}
