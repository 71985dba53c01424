using FastArb.EvmMath;

namespace FastArb.Scenarios.Live;

/// <summary>A block as the event stream tells it.</summary>
internal sealed record SettledBlock(long Number, UInt256 Hash, UInt256 Parent)
{
    public List<SettledLog> Logs { get; } = [];

    public bool IsSealed { get; set; }
}
