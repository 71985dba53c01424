using FastArb.Simulation;
using FastArb.Tests.House;

namespace FastArb.Tests.Simulation;

/// <summary>The recordings that lie in the repository.</summary>
internal static class Recordings
{
    public static RecordedChain Plain() => Load("genesis.json", "frames.jsonl.gz");

    public static RecordedChain Reorganised() => Load("genesis-reorg.json", "frames-reorg.jsonl.gz");

    public static string PathOf(string file) => Repository.PathOf("tests/recordings/" + file);

    private static RecordedChain Load(string genesis, string frames) =>
        RecordedChain.Load(PathOf(genesis), PathOf(frames));
}
