using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FastArb.Feed.Internals;

/// <summary>Makes a recording whole that a crash left behind, so that another segment can follow.</summary>
internal static class InputTail
{
    /// <summary>Where recording goes on.</summary>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Place(int Segment, long Position, TornTail? Cut);

    /// <summary>
    /// Reads the last two segments, cuts the torn tail off; a segment without a record goes away.
    /// </summary>
    /// <exception cref="RecordingDamagedException">They are damaged elsewhere than at the end.</exception>
    public static Place Cut(string runFolder)
    {
        int count = new SegmentFiles(RunFolder.InputOf(runFolder), SegmentFiles.Input).Count;
        if (count == 0)
        {
            return default;
        }

        using InputReader reader = new(runFolder, 1 << 20, Math.Max(0, count - 2));
        while (reader.TryRead(out _)) { }

        string last = reader.Segments.PathOf(count - 1);
        if (reader.SegmentOffset <= SegmentHeader.ByteCount)
        {
            File.Delete(last);
            return new Place(count - 1, reader.Position, reader.TornTail);
        }

        if (reader.TornTail is not null)
        {
            using SafeFileHandle file = File.OpenHandle(last, FileMode.Open, FileAccess.Write);
            RandomAccess.SetLength(file, reader.SegmentOffset);
            RandomAccess.FlushToDisk(file);
        }

        return new Place(count, reader.Position, reader.TornTail);
    }
}
