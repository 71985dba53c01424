using System.Runtime.CompilerServices;
using FastArb.Market.Internals;

namespace FastArb.Market;

public sealed partial class PoolTable
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref readonly PoolState StateOf(int pool) => ref _states[pool];
}
