using System.Globalization;
using FastArb.Tests.FrontDoor;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Scenarios.Live;

/// <summary>A disk in memory with room for little, mounted where only this test writes.</summary>
internal sealed class SmallDisk : IDisposable
{
    // Less than a block of the file system is left.
    private const long FullBelow = 4096;

    private readonly ScratchFolder _place;

    private SmallDisk(ScratchFolder place) => _place = place;

    public string FullPath => _place.FullPath;

    /// <summary>Skips the test where it may not be mounted.</summary>
    public static SmallDisk OrSkip(int megabytes)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess,
            "only root may mount a disk"
        );
        ScratchFolder place = new();
        string size = string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m");
        FinishedProcess mounted = Run("mount", "-t", "tmpfs", "-o", size, "tmpfs", place.FullPath);
        if (mounted.ExitCode != 0)
        {
            place.Dispose();
            Assert.Skip($"no disk can be mounted here: {mounted.Messages}");
        }

        return new SmallDisk(place);
    }

    public async Task UntilFullAsync(CancellationToken cancellation)
    {
        while (new DriveInfo(FullPath).AvailableFreeSpace >= FullBelow)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), cancellation);
        }
    }

    public void Dispose()
    {
        Run("umount", FullPath);
        _place.Dispose();
    }

    private static FinishedProcess Run(string program, params string[] arguments) =>
        FinishedProcess.Run(program, arguments, "/");
}
