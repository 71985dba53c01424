using System.Text;
using System.Text.Json;
using FastArb.EvmMath;
using FastArb.Tests.FrontDoor;
using FastArb.Verify;
using Xunit;

namespace FastArb.Tests.Market.Quotes;

/// <summary>Swaps of a real pool on a real EVM, every one of them.</summary>
public sealed class Quote_Vectors
{
    [Fact]
    public void Every_swap_of_the_real_contract_is_ours_to_the_last_unit()
    {
        V3SwapVectors vectors = new();
        string[] lines = ScratchFolder.VectorLines("v3-swaps.jsonl.gz");
        Assert.Equal(9_234, lines.Length);
        foreach (string line in lines)
        {
            using JsonDocument document = VectorLine.Parse(Encoding.UTF8.GetBytes(line));
            Assert.Null(vectors.Check(document.RootElement, BatchMathChoice.Current.Math));
        }
    }
}
