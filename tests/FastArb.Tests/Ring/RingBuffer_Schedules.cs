using FastArb.Ring;
using Xunit;

namespace FastArb.Tests.Ring;

/// <summary>
/// The protocol of sequences against a model, one step of one party at a time, in random order: nothing
/// waits,
/// because a step that would is one the model forbids.
/// </summary>
public sealed class RingBuffer_Schedules(ITestOutputHelper output)
{
    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Any_interleaving_keeps_to_the_model(ulong seed)
    {
        output.WriteLine($"seed {seed}");
        var bits = new SeededBits(seed);
        for (int round = 0; round < TestRounds.Of(500); round++)
        {
            new Model(bits).Run(300);
        }
    }

    private sealed class Model
    {
        private readonly SeededBits _bits;
        private readonly RingBuffer<long> _ring;
        private readonly List<Consumer> _consumers = [];
        private long _claimed = -1;
        private long _published = -1;

        public Model(SeededBits bits)
        {
            _bits = bits;
            _ring = new RingBuffer<long>(1 << Draw(4), (WaitStyle)Draw(4));
        }

        public void Run(int steps)
        {
            for (int step = 0; step < steps; step++)
            {
                switch (Draw(12))
                {
                    case < 4:
                        Claim();
                        break;
                    case < 7:
                        Publish();
                        break;
                    case < 11 when _consumers.Count > 0:
                        Consume(_consumers[Draw(_consumers.Count)]);
                        break;
                    case 11 when Draw(8) == 0 && _consumers.Count > 0:
                        Leave(_consumers[Draw(_consumers.Count)]);
                        break;
                    default:
                        Join();
                        break;
                }
            }

            End();
        }

        private int Draw(int below) => (int)(_bits.NextUInt64() % (ulong)below);

        private long Slowest => _consumers.Count == 0 ? long.MaxValue : _consumers.Min(one => one.Handled);

        private void Claim()
        {
            int count = 1 + Draw(_ring.BufferSize);
            bool fits = _consumers.Count == 0 || _claimed + count - _ring.BufferSize <= Slowest;
            Assert.Equal(fits, _ring.TryNext(count, out long sequence));
            if (!fits)
            {
                return;
            }

            Assert.Equal(_claimed + count, sequence);
            for (long at = _claimed + 1; at <= sequence; at++)
            {
                _ring[at] = CheckingHandler.Content(at);
            }

            _claimed = sequence;
            if (_consumers.Count > 0)
            {
                Assert.Equal(_ring.BufferSize - (_claimed - Slowest), _ring.GetRemainingCapacity());
            }
        }

        private void Publish()
        {
            if (_claimed > _published)
            {
                long high = _published + 1 + Draw((int)Math.Min(int.MaxValue, _claimed - _published));
                Assert.Throws<ArgumentException>(() => _ring.Publish(_published + 2, high + 2));
                _ring.Publish(_published + 1, high);
                _published = high;
            }

            Assert.Equal(_published, _ring.Cursor);
        }

        private static void Check(RingBuffer<long> ring, Consumer consumer, long upTo)
        {
            while (consumer.Handled < upTo)
            {
                consumer.Handled++;
                Assert.Equal(CheckingHandler.Content(consumer.Handled), ring[consumer.Handled]);
            }
        }

        private void Consume(Consumer consumer)
        {
            long there =
                consumer.DependsOn.Length == 0 ? _published : consumer.DependsOn.Min(one => one.Handled);
            if (there > consumer.Handled)
            {
                long available = consumer.Barrier.WaitFor(consumer.Handled + 1);
                Assert.Equal(there, available);
                Check(_ring, consumer, consumer.Handled + 1 + Draw((int)(available - consumer.Handled)));
                _ring.Sequencer.Advance(consumer.Sequence, consumer.Handled);
            }
            else
            {
                consumer.Barrier.CancelProcessing();
                Assert.Equal(consumer.Handled, consumer.Barrier.WaitFor(consumer.Handled + 1));
                consumer.Barrier.ResetProcessing();
            }
        }

        private void Join()
        {
            if (_consumers.Count == 5 || (_consumers.Count == 0 && _claimed != _published))
            {
                // Without a gate the producer may have claimed more than a ring: nobody can join in between.
                return;
            }

            Consumer[] before = [.. _consumers.Where(_ => Draw(2) == 0)];
            // Who joins behind others must not be ahead of them.
            before = [.. before.Where(one => one.Handled == _published)];
            var consumer = new Consumer(
                new Sequence(),
                before,
                _ring.NewBarrier([.. before.Select(one => one.Sequence)])
            )
            {
                Handled = _published,
            };
            _ring.AddGatingSequences(consumer.Sequence);
            Assert.Equal(_published, consumer.Sequence.Value);
            _consumers.Add(consumer);
        }

        private void Leave(Consumer consumer)
        {
            if (_consumers.Exists(one => one.DependsOn.Contains(consumer)))
            {
                return;
            }

            Assert.True(_ring.RemoveGatingSequence(consumer.Sequence));
            Assert.False(_ring.RemoveGatingSequence(consumer.Sequence));
            _consumers.Remove(consumer);
        }

        private void End()
        {
            _ring.Complete();
            // In the order they joined: those that others depend on come first.
            foreach (Consumer consumer in _consumers)
            {
                if (consumer.Handled < _published)
                {
                    Check(_ring, consumer, consumer.Barrier.WaitFor(consumer.Handled + 1));
                    _ring.Sequencer.Advance(consumer.Sequence, consumer.Handled);
                }

                Assert.Equal(_published, consumer.Handled);
                Assert.Equal(_published, consumer.Barrier.WaitFor(_published + 1));
                Assert.True(consumer.Barrier.HasEnded(_published + 1));
            }
        }
    }

    private sealed record Consumer(Sequence Sequence, Consumer[] DependsOn, SequenceBarrier Barrier)
    {
        public long Handled { get; set; }
    }
}
