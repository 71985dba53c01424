using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastArb.Feed.Internals;

// Runs on two threads: the reader's puts bytes in, the writer's takes them out. No locks, no allocation.
// Costs the copy and one store that the other thread reads; each side keeps the other's place as it
// saw it last.

/// <summary>
/// A bounded stream of bytes from one thread to another. Nobody is woken: who takes out looks again by
/// itself,
/// so that putting in never costs a system call.
/// </summary>
internal sealed class InputQueue
{
    private readonly byte[] _bytes;
    private readonly int _mask;
    private PaddedPlace _written;
    private PaddedPlace _taken;
    private Writing _writing;
    private volatile bool _isComplete;
    private volatile bool _isClosed;

    public InputQueue(int bytes)
    {
        _bytes = GC.AllocateUninitializedArray<byte>(
            (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(64, bytes)),
            pinned: true
        );
        _mask = _bytes.Length - 1;
    }

    public int Capacity => _bytes.Length;

    /// <summary>Nothing will be put in any more.</summary>
    public bool IsComplete => _isComplete;

    /// <summary>Nobody takes anything out any more; what is put in is lost.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>Whether all that was put in was taken out.</summary>
    public bool IsEmpty => Volatile.Read(ref _taken.Value) == Volatile.Read(ref _written.Value);

    /// <summary>How often putting in had to wait.</summary>
    public long FullWaits => Volatile.Read(ref _writing.FullWaits);

    /// <summary>
    /// So many bytes in one piece, to be filled and then published; empty where they do not fit in one
    /// piece now.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Claim(int bytes)
    {
        int at = (int)_writing.Next & _mask;
        return bytes <= _bytes.Length - at && bytes <= _writing.TakenSeen + _bytes.Length - _writing.Next
            ? MemoryMarshal.CreateSpan(
                ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_bytes), at),
                bytes
            )
            : default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Publish(int bytes)
    {
        _writing.Next += bytes;
        Volatile.Write(ref _written.Value, _writing.Next);
    }

    /// <summary>Puts bytes in by pieces, and waits for room where there is none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Put(ReadOnlySpan<byte> bytes)
    {
        bool hasWaited = false;
        SpinWait wait = default;
        while (!bytes.IsEmpty)
        {
            int at = (int)_writing.Next & _mask;
            long room = _writing.TakenSeen + _bytes.Length - _writing.Next;
            int piece = (int)Math.Min(Math.Min(room, _bytes.Length - at), bytes.Length);
            if (piece > 0)
            {
                bytes[..piece].CopyTo(_bytes.AsSpan(at));
                bytes = bytes[piece..];
                Publish(piece);
                continue;
            }

            long taken = Volatile.Read(ref _taken.Value);
            if (taken != _writing.TakenSeen)
            {
                _writing.TakenSeen = taken;
                continue;
            }

            if (_isClosed)
            {
                return;
            }

            if (!hasWaited)
            {
                hasWaited = true;
                Volatile.Write(ref _writing.FullWaits, _writing.FullWaits + 1);
            }

            wait.SpinOnce();
        }
    }

    public void Complete() => _isComplete = true;

    /// <summary>What can be taken out in one piece.</summary>
    public Span<byte> Peek()
    {
        int at = (int)_taken.Value & _mask;
        long there = Volatile.Read(ref _written.Value) - _taken.Value;
        return _bytes.AsSpan(at, (int)Math.Min(there, _bytes.Length - at));
    }

    public void Release(int bytes) => Volatile.Write(ref _taken.Value, _taken.Value + bytes);

    public void Close() => _isClosed = true;

    // What one thread writes often lies two cache lines away from what the other one does.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct PaddedPlace
    {
        [FieldOffset(128)]
        public long Value;
    }

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Writing
    {
        [FieldOffset(128)]
        public long Next;

        [FieldOffset(136)]
        public long TakenSeen;

        [FieldOffset(144)]
        public long FullWaits;
    }
}
