using FastArb.Chain;

namespace FastArb.Pipeline;

// Written by the lane's thread at each seal; read by others under a sequence lock.
// May not allocate or lock; costs some stores and a hash of 48 bytes a block.

/// <summary>
/// What a lane's market was after each sealed block, in one number: two lanes that agree here have seen and
/// made the same of everything.
/// </summary>
public sealed class SealedRoots
{
    private const ulong Prime = 0x9E37_79B9_7F4A_7C15;

    private long _version;
    private BlockIdentity _block;
    private UInt128 _root;
    private UInt128 _chain;
    private long _count;

    /// <summary>
    /// How many blocks were sealed; a block that was taken back and came again counts twice.
    /// </summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>The last sealed block, the root after it, and the roots of all seals so far in one.</summary>
    public (BlockIdentity Block, UInt128 Root, UInt128 Chain, long Count) Read()
    {
        SpinWait pause = default;
        while (true)
        {
            long before = Volatile.Read(ref _version);
            (BlockIdentity Block, UInt128 Root, UInt128 Chain, long Count) read = (
                _block,
                _root,
                _chain,
                _count
            );
            Interlocked.MemoryBarrier();
            if ((before & 1) == 0 && Volatile.Read(ref _version) == before)
            {
                return read;
            }

            pause.SpinOnce();
        }
    }

    internal void Seal(BlockIdentity block, UInt128 root)
    {
        // Odd while the fields do not belong together.
        Interlocked.Exchange(ref _version, _version + 1);
        _block = block;
        _root = root;
        (ulong b0, ulong b1, ulong b2, ulong b3) = block.Hash.Limbs;
        _chain = Mix(Mix(_chain, (ulong)block.Number ^ b0, b1), b2, b3);
        _chain = Mix(_chain, (ulong)root, (ulong)(root >> 64));
        _count++;
        Volatile.Write(ref _version, _version + 1);
    }

    internal void Restore(BlockIdentity block, UInt128 root, UInt128 chain, long count)
    {
        Interlocked.Exchange(ref _version, _version + 1);
        (_block, _root, _chain, _count) = (block, root, chain, count);
        Volatile.Write(ref _version, _version + 1);
    }

    private static UInt128 Mix(UInt128 chain, ulong a, ulong b)
    {
        ulong low = (ulong)chain ^ a;
        ulong high = (ulong)(chain >> 64) ^ b;
        ulong top = Math.BigMul(low | 1, Prime ^ high, out ulong bottom);
        return new UInt128(
            top ^ System.Numerics.BitOperations.RotateLeft(high, 23),
            (bottom ^ (low * Prime)) + high
        );
    }
}
