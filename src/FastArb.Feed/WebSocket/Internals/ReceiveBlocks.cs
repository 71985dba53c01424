using System.Buffers;
using System.Runtime.InteropServices;

namespace FastArb.Feed.Internals;

// Runs on the reader's thread, inside the pipe's calls: once per receive.
// May not allocate, unless the blocks run dry, which is counted.
// Costs an array's index.

/// <summary>
/// The memory of one connection's pipe, made when it connects. Pinned: the kernel writes into it.
/// </summary>
internal sealed class ReceiveBlocks : MemoryPool<byte>
{
    // One that is read, one that is written, and one to spare: the parser leaves bytes in a block only where
    // the frame still fits into it.
    private const int BlockCount = 3;

    private readonly Block?[] _free = new Block?[BlockCount];
    private int _freeCount;

    public ReceiveBlocks(int blockBytes)
    {
        MaxBufferSize = blockBytes;
        while (_freeCount < BlockCount)
        {
            _free[_freeCount++] = new Block(this);
        }
    }

    public override int MaxBufferSize { get; }

    /// <summary>How often there was none left.</summary>
    public long RanDry { get; private set; }

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        if (_freeCount > 0)
        {
            return _free[--_freeCount]!;
        }

        RanDry++;
        return new Block(this);
    }

    protected override void Dispose(bool disposing) => _freeCount = 0;

    private void Return(Block block)
    {
        if (_freeCount < BlockCount)
        {
            _free[_freeCount++] = block;
        }
    }

    private sealed class Block(ReceiveBlocks owner) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } =
            MemoryMarshal.CreateFromPinnedArray(
                GC.AllocateUninitializedArray<byte>(owner.MaxBufferSize, pinned: true),
                0,
                owner.MaxBufferSize
            );

        public void Dispose() => owner.Return(this);
    }
}
