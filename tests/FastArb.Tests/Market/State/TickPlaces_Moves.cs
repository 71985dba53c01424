using FastArb.Market.Internals;
using Xunit;

namespace FastArb.Tests.Market.State;

public sealed class TickPlaces_Moves(ITestOutputHelper output)
{
    private const int Neighbours = 16;
    private const byte Foreign = 0xA5;

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Blocks_of_all_sizes_hold_what_a_list_holds_and_their_neighbours_stay(ulong seed)
    {
        output.WriteLine($"seed {seed}");
        SeededBits bits = new(seed);
        for (int blockClass = 0; blockClass <= 8; blockClass++)
        {
            int size = 1 << blockClass;
            byte[] bytes = [.. Enumerable.Repeat(Foreign, size + (2 * Neighbours))];
            Span<byte> block = bytes.AsSpan(Neighbours, size);
            List<byte> places = [.. Enumerable.Range(0, size).Select(i => (byte)i)];
            places.ToArray().CopyTo(block);
            int count = 0;
            for (int i = 0; i < TestRounds.Of(2_000); i++)
            {
                bool comes = count == 0 || (count < size && bits.NextUInt64() % 2 == 0);
                int rank = (int)(bits.NextUInt64() % (ulong)(comes ? count + 1 : count));
                int from = comes ? size - 1 : rank;
                byte place = places[from];
                places.RemoveAt(from);
                places.Insert(comes ? rank : size - 1, place);
                if (comes)
                {
                    Assert.Equal(place, TickPlaces.Insert(ref block[0], blockClass, rank));
                }
                else
                {
                    TickPlaces.Remove(ref block[0], blockClass, rank);
                }

                count += comes ? 1 : -1;
                Assert.True(block.SequenceEqual(places.ToArray()), $"{size} places, round {i}");
            }

            Assert.DoesNotContain(bytes[..Neighbours], at => at != Foreign);
            Assert.DoesNotContain(bytes[(Neighbours + size)..], at => at != Foreign);
        }
    }
}
