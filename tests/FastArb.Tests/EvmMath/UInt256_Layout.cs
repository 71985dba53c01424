using System.Runtime.CompilerServices;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

public sealed class UInt256_Layout
{
    [Fact]
    public void A_word_is_32_bytes_and_blittable()
    {
        Assert.Equal(32, Unsafe.SizeOf<UInt256>());
        Assert.Equal(32, Unsafe.SizeOf<Int256>());
        Assert.False(RuntimeHelpers.IsReferenceOrContainsReferences<UInt256>());
    }
}
