using FastArb.Feed;

namespace FastArb.Feeds;

/// <summary>Blocks in a row, each on the one before it: what was read of them, and the node's text.</summary>
internal sealed record FetchWindow(BlockHead[] Heads, byte[][] Texts)
{
    public long First => Heads[0].Number;

    public long Last => Heads[^1].Number;

    public bool IsLinked
    {
        get
        {
            for (int i = 1; i < Heads.Length; i++)
            {
                if (Heads[i].ParentHash != Heads[i - 1].Hash)
                {
                    return false;
                }
            }

            return true;
        }
    }
}
