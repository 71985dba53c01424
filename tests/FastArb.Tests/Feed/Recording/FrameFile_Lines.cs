using System.IO.Compression;
using System.Text;
using FastArb.Feed;
using FastArb.Feed.Internals;
using FastArb.Tests.FrontDoor;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Tests.Feed.Recording;

public sealed class FrameFile_Lines : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("frames.jsonl.gz")]
    [InlineData("frames-reorg.jsonl.gz")]
    [InlineData("frames-reorg-geth.jsonl.gz")]
    public void Recorded_frames_read_and_written_are_the_same_bytes(string name)
    {
        string original = Repository.PathOf("tests/recordings/" + name);
        string plain = Path.Combine(_scratch.FullPath, "frames.jsonl");
        string compressed = Path.Combine(_scratch.FullPath, "frames.jsonl.gz");
        Assert.True(Copy(original, compressed) > 100);
        Copy(compressed, plain);
        using GZipStream content = new(File.OpenRead(original), CompressionMode.Decompress);
        using MemoryStream expected = new();
        content.CopyTo(expected);
        Assert.True(File.ReadAllBytes(plain).AsSpan().SequenceEqual(expected.ToArray()));
    }

    [Fact]
    public void A_record_names_its_line_and_where_it_begins()
    {
        string path = _scratch.Write("frames.jsonl", "{}", "", "[1]");
        using FrameFileReader reader = new(path);
        List<(long, long, string)> records = [];
        while (reader.TryRead(out InputRecord record))
        {
            Assert.Equal(InputKind.Message, record.Kind);
            records.Add((record.ReceiveTime, record.Position, Encoding.UTF8.GetString(record.Payload)));
        }

        Assert.Equal([(0, 0, "{}"), (1, 3, ""), (2, 4, "[1]")], records);
    }

    [Fact]
    public void A_last_line_without_an_end_counts()
    {
        string path = _scratch.Write("frames.jsonl", "{}\n{"u8.ToArray());
        using FrameFileReader reader = new(path);
        Assert.True(reader.TryRead(out _));
        Assert.True(reader.TryRead(out InputRecord record));
        Assert.Equal((byte)'{', Assert.Single(record.Payload.ToArray()));
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void Line_breaks_between_tokens_become_spaces_and_are_counted()
    {
        string path = Path.Combine(_scratch.FullPath, "frames.jsonl");
        using (FrameFileWriter writer = new(path))
        {
            writer.Write("{\r\n\"a\":\n1}"u8);
            writer.Write("{}"u8);
            Assert.Equal((2, 1), (writer.Count, writer.ChangedCount));
        }

        Assert.Equal("{  \"a\": 1}\n{}\n", File.ReadAllText(path));
        Assert.Throws<IOException>(() => new FrameFileWriter(path));
    }

    [Fact]
    public void Compressed_frames_that_are_cut_short_or_damaged_are_refused()
    {
        byte[] whole = File.ReadAllBytes(Repository.PathOf("tests/recordings/frames-reorg.jsonl.gz"));
        foreach (int cut in (int[])[1, 4, 7, 8, 9, 100, 5_000, whole.Length / 2, whole.Length - 11])
        {
            IsRefused(whole[..^cut]);
        }

        byte[] damaged = [.. whole];
        damaged[whole.Length / 2] ^= 0x10;
        IsRefused(damaged);
    }

    [Fact]
    public void A_line_longer_than_a_message_may_be_is_refused()
    {
        string path = _scratch.Write("frames.jsonl", new byte[FrameFile.LineBytesMax + 1]);
        using FrameFileReader reader = new(path);
        InvalidDataException refusal = Assert.Throws<InvalidDataException>(() => reader.TryRead(out _));
        Assert.Contains("line 1 is longer than", refusal.Message, StringComparison.Ordinal);
    }

    private void IsRefused(byte[] content)
    {
        using FrameFileReader reader = new(_scratch.Write("bad.jsonl.gz", content));
        InvalidDataException refusal = Assert.Throws<InvalidDataException>(() =>
        {
            while (reader.TryRead(out _)) { }
        });
        Assert.Contains("damaged or cut short after line", refusal.Message, StringComparison.Ordinal);
    }

    private static long Copy(string from, string to)
    {
        using FrameFileReader reader = new(from);
        using FrameFileWriter writer = new(to);
        while (reader.TryRead(out InputRecord record))
        {
            writer.Write(record.Payload);
        }

        Assert.Equal(0, writer.ChangedCount);
        return writer.Count;
    }
}
