using FastArb.Feed;
using FastArb.Tests.FrontDoor;
using Xunit;

namespace FastArb.Tests.Feed.Recording;

/// <summary>Row 19: files cut at each byte of the last records, and damaged elsewhere.</summary>
public sealed class InputRecording_Damage : IDisposable
{
    private static readonly InputRecorderOptions s_options = new()
    {
        Anchor = RecordedInputs.Anchor,
        SegmentBytes = 2048,
    };

    private readonly ScratchFolder _scratch = new();
    private readonly RecordedInputs _inputs = RecordedInputs.Draw(
        1,
        30,
        bits => (int)(bits.NextUInt64() % 300)
    );
    private readonly long[] _positions;
    private readonly string[] _files;

    public InputRecording_Damage()
    {
        _positions = _inputs.Record(Run, s_options);
        _files = [.. Directory.GetFiles(RunFolder.InputOf(Run)).Order(StringComparer.Ordinal)];
        Assert.InRange(_files.Length, 2, 10);
    }

    private string Run => _scratch.FullPath;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void The_last_segment_cut_at_any_byte_gives_what_is_whole_and_reports_the_rest()
    {
        byte[] last = File.ReadAllBytes(_files[^1]);
        long start = StartOf(last);
        for (int bytes = 0; bytes < last.Length; bytes++)
        {
            File.WriteAllBytes(_files[^1], last[..bytes]);
            using InputReader reader = new(Run);
            int read = _inputs.Compare(reader, _positions);

            // Nothing can be told of a segment before its header is whole.
            int whole = bytes < 64 ? 0 : bytes - 64;
            Assert.Equal((bytes, WholeUpTo(start + whole)), (bytes, read));
            long left = bytes < 64 ? bytes : start + whole - reader.Position;
            TornTail? expected = left > 0 || bytes == 0 ? new TornTail(reader.Position, left) : null;
            Assert.Equal((bytes, expected), (bytes, reader.TornTail));
        }
    }

    [Fact]
    public void A_bad_byte_in_the_last_record_is_a_torn_tail()
    {
        byte[] last = File.ReadAllBytes(_files[^1]);
        int from = 64 + (int)(_positions[^1] - StartOf(last));
        for (int at = from; at < last.Length; at++)
        {
            File.WriteAllBytes(_files[^1], Flipped(last, at));
            using InputReader reader = new(Run);
            Assert.Equal((at, _inputs.Count - 1), (at, _inputs.Compare(reader, _positions)));
            Assert.Equal(new TornTail(_positions[^1], last.Length - from), reader.TornTail);
        }
    }

    [Fact]
    public void A_bad_byte_anywhere_else_is_refused_with_its_file_and_offset()
    {
        for (int file = 0; file < _files.Length; file++)
        {
            byte[] good = File.ReadAllBytes(_files[file]);
            long start = StartOf(good);
            long end = file == _files.Length - 1 ? _positions[^1] - start + 64 : good.Length;
            for (int at = 0; at < end; at += 5)
            {
                File.WriteAllBytes(_files[file], Flipped(good, at));
                using InputReader reader = new(Run);
                RecordingDamagedException refusal = Assert.Throws<RecordingDamagedException>(() =>
                    _inputs.Compare(reader, _positions)
                );
                long record = at < 64 ? 0 : 64 + _positions.Last(p => p - start <= at - 64) - start;
                Assert.Equal((_files[file], at, record), (refusal.Path, at, refusal.Offset));
                Assert.StartsWith(
                    $"{_files[file]} is damaged at byte {record}: ",
                    refusal.Message,
                    StringComparison.Ordinal
                );
            }

            File.WriteAllBytes(_files[file], good);
        }
    }

    [Fact]
    public void A_cut_or_missing_segment_before_the_last_is_damage()
    {
        byte[] first = File.ReadAllBytes(_files[0]);
        foreach (int bytes in (int[])[0, 10, 64, 65, first.Length / 2, first.Length - 1])
        {
            File.WriteAllBytes(_files[0], first[..bytes]);
            using InputReader reader = new(Run);
            Assert.Throws<RecordingDamagedException>(() => _inputs.Compare(reader, _positions));
        }

        File.Delete(_files[0]);
        RecordingDamagedException refusal = Assert.Throws<RecordingDamagedException>(() =>
            new InputReader(Run)
        );
        Assert.Contains("00000000.input is missing", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Zeros_that_a_power_failure_left_behind_are_a_torn_tail()
    {
        using (FileStream last = new(_files[^1], FileMode.Append))
        {
            last.Write(new byte[5_000]);
        }

        using InputReader reader = new(Run);
        Assert.Equal(_inputs.Count, _inputs.Compare(reader, _positions));
        Assert.Equal(5_000, reader.TornTail!.Value.Bytes);
    }

    [Fact]
    public void A_segment_of_another_version_is_refused_and_never_cut()
    {
        Directory.Delete(RunFolder.InputOf(Run), recursive: true);
        RecordedInputs.Draw(1, 0, _ => 0).Record(Run, s_options);
        byte[] header = File.ReadAllBytes(_files[0]);
        header[8] = 2;
        uint checksum = FastArb.Feed.Internals.Crc32C.Of(header.AsSpan(0, 60));
        BitConverter.TryWriteBytes(header.AsSpan(60), checksum);
        File.WriteAllBytes(_files[0], header);
        using InputReader reader = new(Run);
        RecordingDamagedException refusal = Assert.Throws<RecordingDamagedException>(() =>
            reader.TryRead(out _)
        );
        Assert.Contains("version (2)", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Recording_goes_on_after_any_cut_of_the_last_segment()
    {
        byte[] last = File.ReadAllBytes(_files[^1]);
        for (int bytes = 0; bytes < last.Length; bytes += bytes is 0 or > 62 and < 70 ? 1 : 61)
        {
            File.WriteAllBytes(_files[^1], last[..bytes]);
            File.Delete(Path.Combine(RunFolder.InputOf(Run), $"{_files.Length:D8}.input"));
            using InputRecorder recorder = new(Run, s_options with { Continues = true });
            long position = recorder.Position;
            int whole = WholeUpTo(position);
            Assert.Equal(WholeUpTo(StartOf(last) + Math.Max(0, bytes - 64)), whole);
            Task writing = RecordedInputs.StartWriting(recorder);
            for (int i = whole; i < _inputs.Count; i++)
            {
                Assert.Equal(_positions[i], _inputs[i].AppendTo(recorder));
            }

            RecordedInputs.Finish(recorder, writing);
            using InputReader reader = new(Run);
            Assert.Equal(_inputs.Count, _inputs.Compare(reader, _positions));
            Assert.Null(reader.TornTail);
        }
    }

    private int WholeUpTo(long position)
    {
        int count = 0;
        while (count + 1 < _positions.Length && _positions[count + 1] <= position)
        {
            count++;
        }

        return count;
    }

    private static long StartOf(byte[] segment) => BitConverter.ToInt64(segment, 16);

    private static byte[] Flipped(byte[] good, int at)
    {
        byte[] bad = [.. good];
        bad[at] ^= (byte)(1 << (at % 8));
        return bad;
    }
}
