namespace FastArb.Pipeline;

/// <content>What a lane goes on by, taken and given back. Rare, and allocates.</content>
public sealed partial class Lane
{
    /// <summary>
    /// After a sealed block, with a market at rest. Of a handler that is out only that it is: nobody asks it
    /// any more.
    /// </summary>
    internal Checkpoint Save(UInt128 plan)
    {
        (_, UInt128 root, UInt128 chain, long count) = Roots.Read();
        return new Checkpoint(
            plan,
            NextSequence,
            Market.Head,
            root,
            chain,
            count,
            Checkpoint.Bytes(Market.Save),
            [
                .. _handlers.Select(
                    (handler, i) =>
                        new SavedHandler(
                            handler.Name,
                            OutFrom(i),
                            IsPaused(i),
                            OutFrom(i) < NextSequence ? [] : Checkpoint.Bytes(handler.Save)
                        )
                ),
            ]
        );
    }

    /// <summary>Before the first event.</summary>
    /// <exception cref="InvalidDataException">It does not fit.</exception>
    internal void Restore(Checkpoint from)
    {
        using (BinaryReader market = new(new MemoryStream(from.Market)))
        {
            Market.Restore(market);
        }

        if (Market.Table.Root != from.Root || Market.Head != from.Head)
        {
            throw new InvalidDataException("its pools are not those that its root is of");
        }

        for (int i = 0; i < _handlers.Length; i++)
        {
            LaneHandler handler = _handlers[i];
            SavedHandler saved =
                from.Handlers.FirstOrDefault(other => other.Name == handler.Name)
                ?? throw new InvalidDataException($"it has no handler {handler.Name}");
            _outFrom[i] = Math.Min(_outFrom[i], saved.OutFrom);
            _isPaused[i] = saved.IsPaused;
            if (_outFrom[i] >= from.Sequence)
            {
                using BinaryReader state = new(new MemoryStream(saved.State));
                handler.Load(state);
            }
        }

        Roots.Restore(from.Head, from.Root, from.Chain, from.Count);
        _nextSequence = from.Sequence;
    }
}
