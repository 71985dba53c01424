using System.Runtime.CompilerServices;
using System.Text;
using FastArb.Chain;
using FastArb.EvmMath;

namespace FastArb.Pipeline;

// What an operator decides. It is an event like others: every lane, and every replay, obeys at the
// same place.
public sealed partial class Lane
{
    // A paused handler gets no event at all; whoever resumes finds the market as it is by then.
    private readonly bool[] _isPaused;

    /// <summary>Whether an operator has paused a handler. Any thread may ask.</summary>
    public bool IsPaused(int handler) => Volatile.Read(ref _isPaused[handler]);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Obey(ref readonly ChainEvent e)
    {
        Span<byte> name = stackalloc byte[ChainEventWords.Count * UInt256.ByteCount];
        for (int i = 0; i < ChainEventWords.Count; i++)
        {
            e.Words[i].WriteBigEndian(name[(i * UInt256.ByteCount)..]);
        }

        string wanted = Encoding.UTF8.GetString(name[..e.DataLength]);
        for (int i = 0; i < _handlers.Length; i++)
        {
            if (wanted.Length == 0 || _handlers[i].Name == wanted)
            {
                Volatile.Write(ref _isPaused[i], e.Detail == (byte)OperatorCommand.Pause);
            }
        }
    }
}
