using FastArb.Feed;
using FastArb.Pipeline;
using FastArb.Tests.FrontDoor;
using Xunit;

namespace FastArb.Tests.Pipeline.Isolation;

/// <summary>What was decided about handlers while a run went on is part of its recording.</summary>
public sealed class Interventions_File : IDisposable
{
    private static readonly HandlerFault[] s_faults =
    [
        new("quotes-1", 12, "holds lane-1: one call has lasted for 120 ms"),
        new("with \"quotes\" and\nlines", long.MaxValue, "ü"),
    ];

    private readonly ScratchFolder _folder = new();

    private string Path => Interventions.FileOf(_folder.FullPath);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_without_one_has_none()
    {
        Assert.Empty(Interventions.Read(_folder.FullPath));
        Assert.False(File.Exists(Path));
    }

    [Fact]
    public void What_is_added_is_read()
    {
        AddAll();
        Assert.Equal(s_faults, Interventions.Read(_folder.FullPath));
    }

    [Fact]
    public void Cut_anywhere_the_whole_lines_count_and_the_next_one_goes_behind_them()
    {
        AddAll();
        byte[] whole = File.ReadAllBytes(Path);
        int first = Array.IndexOf(whole, (byte)'\n') + 1;
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(Path, whole[..length]);
            HandlerFault[] left = length < first ? [] : [s_faults[0]];
            Assert.Equal(left, Interventions.Read(_folder.FullPath));
            Assert.Null(Interventions.TryAdd(_folder.FullPath, s_faults[1]));
            Assert.Equal([.. left, s_faults[1]], Interventions.Read(_folder.FullPath));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"handler\":null,\"sequence\":1,\"reason\":\"\"}")]
    [InlineData("{\"handler\":\"a\",\"sequence\":\"1\",\"reason\":\"\"}")]
    [InlineData("{\"handler\":\"a\",\"sequence\":1.5,\"reason\":\"\"}")]
    public void A_damaged_line_is_refused_with_its_place(string line)
    {
        AddAll();
        long at = new FileInfo(Path).Length;
        File.AppendAllText(Path, line + "\n");
        RecordingDamagedException refusal = Assert.Throws<RecordingDamagedException>(() =>
            Interventions.Read(_folder.FullPath)
        );
        Assert.Equal((Path, at), (refusal.Path, refusal.Offset));
    }

    [Fact]
    public void Where_it_cannot_be_written_that_is_said_and_survived()
    {
        string gone = System.IO.Path.Combine(_folder.FullPath, "gone");
        Assert.NotNull(Interventions.TryAdd(gone, s_faults[0]));
    }

    private void AddAll()
    {
        foreach (HandlerFault fault in s_faults)
        {
            Assert.Null(Interventions.TryAdd(_folder.FullPath, fault));
        }
    }
}
