using System.IO.Compression;
using FastArb.Tests.House;

namespace FastArb.Tests.Feed.Decoding;

/// <summary>The frames of the recordings in this repository, byte for byte.</summary>
internal static class RecordedFrames
{
    /// <summary>601 blocks without reorgs: two subscription answers, then heads and logs.</summary>
    public static byte[][] Long { get; } = Read("frames");

    /// <summary>80 blocks with five reorgs, and copies with <c>"removed":true</c>.</summary>
    public static byte[][] ReorgGeth { get; } = Read("frames-reorg-geth");

    private static byte[][] Read(string name)
    {
        string path = Path.Combine(Repository.Root, "tests", "recordings", name + ".jsonl.gz");
        using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var all = new MemoryStream();
        stream.CopyTo(all);
        byte[] bytes = all.ToArray();
        List<byte[]> frames = [];
        foreach (Range range in MemoryExtensions.Split(bytes, (byte)'\n'))
        {
            if (range.End.Value > range.Start.Value)
            {
                frames.Add(bytes[range]);
            }
        }

        return [.. frames];
    }
}
