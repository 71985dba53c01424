using FastArb.Chain;
using FastArb.EvmMath;

namespace FastArb.Market.Internals;

/// <summary>An answer of a contract, put together from its slots.</summary>
internal sealed class AnswerText
{
    private readonly byte[] _bytes;
    private int _taken;

    public AnswerText(ref readonly ChainEvent e)
    {
        _bytes = new byte[e.DataLength];
        Tag = (ulong)e.Words[1];
        Outcome = (AnswerOutcome)e.Detail;
        Take(in e, ChainEvent.AnswerWordsAt);
    }

    public ulong Tag { get; }

    public AnswerOutcome Outcome { get; }

    public bool IsWhole => _taken == _bytes.Length;

    public ReadOnlyMemory<byte> Bytes => _bytes;

    public void Add(ref readonly ChainEvent e) => Take(in e, 0);

    private void Take(ref readonly ChainEvent e, int first)
    {
        Span<byte> word = stackalloc byte[UInt256.ByteCount];
        for (int i = first; i < e.WordCount && _taken < _bytes.Length; i++)
        {
            e.Words[i].WriteBigEndian(word);
            int count = Math.Min(word.Length, _bytes.Length - _taken);
            word[..count].CopyTo(_bytes.AsSpan(_taken));
            _taken += count;
        }
    }
}
