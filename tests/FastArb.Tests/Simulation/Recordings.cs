using FastArb.Simulation;
using FastArb.Tests.House;

namespace FastArb.Tests.Simulation;

/// <summary>The recordings that lie in the repository.</summary>
internal static class Recordings
{
    private static readonly Lazy<RecordedChain> s_plain = new(() => Load("genesis.json", "frames.jsonl.gz"));
    private static readonly Lazy<RecordedChain> s_reorganised = new(() =>
        Load("genesis-reorg.json", "frames-reorg.jsonl.gz")
    );

    public static RecordedChain Plain => s_plain.Value;

    public static RecordedChain Reorganised => s_reorganised.Value;

    public static string PathOf(string file) => Repository.PathOf("tests/recordings/" + file);

    private static RecordedChain Load(string genesis, string frames) =>
        RecordedChain.Load(PathOf(genesis), PathOf(frames));
}
