using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;
using FastArb.Tests.FrontDoor;
using Xunit;

namespace FastArb.Tests.Feed.Recording;

public sealed class RunManifest_Facts : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    private static RunManifest Manifest =>
        new()
        {
            ChainId = 137,
            EventTime = EventTimeSource.Carried,
            Anchor = new TimeAnchor(5, 1_700_000_000_000_000_000),
            Rules =
            [
                WatchRule.Everything,
                new WatchRule("swaps")
                {
                    Addresses = [Address.Parse("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")],
                    Topic0 = [UInt256.MaxValue, UInt256.One],
                    Topic2 = [UInt256.Zero],
                },
            ],
            Timers = [TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(250)],
            Endpoints = ["polygon.example.org", "127.0.0.1", "::1"],
            Order = new BlockOrderOptions
            {
                SealQuietNs = 70_000_000,
                SealByQuiet = false,
                Start = new BlockIdentity(999, UInt256.MaxValue),
                BlocksMax = 64,
            },
            Events = 12,
            EventsHash = "99aa06d3014798d86001c324468d497f",
            Complete = true,
        };

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void What_was_saved_is_loaded()
    {
        Manifest.Save(_scratch.FullPath);
        RunManifest loaded = RunManifest.Load(_scratch.FullPath);
        Assert.Equal(Manifest.Anchor, loaded.Anchor);
        Assert.Equal(Manifest.Rules[1].Addresses, loaded.Rules[1].Addresses);
        Assert.Equal(Manifest.Rules[1].Topic0, loaded.Rules[1].Topic0);
        Assert.Equal(Manifest.Timers, loaded.Timers);
        Assert.Equal(Manifest.Order, loaded.Order);

        // Saving what was loaded writes the same bytes: nothing was left out.
        byte[] first = File.ReadAllBytes(RunFolder.ManifestOf(_scratch.FullPath));
        loaded.Save(_scratch.FullPath);
        Assert.Equal(first, File.ReadAllBytes(RunFolder.ManifestOf(_scratch.FullPath)));
        Assert.Single(Directory.GetFiles(_scratch.FullPath));
        Assert.Throws<IOException>(() => RunFolder.Prepare(_scratch.FullPath));
    }

    [Theory]
    [InlineData("wss://polygon.example.org/v2/SECRET")]
    [InlineData("polygon.example.org/SECRET")]
    [InlineData("SECRET@polygon.example.org")]
    [InlineData("")]
    public void An_endpoint_that_is_more_than_a_host_is_refused_without_repeating_it(string endpoint)
    {
        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() =>
            (Manifest with { Endpoints = [endpoint] }).Save(_scratch.FullPath)
        );
        Assert.DoesNotContain("SECRET", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_scratch.FullPath));
    }

    [Theory]
    [InlineData("", "is not a run's manifest")]
    [InlineData("null", "is of format")]
    [InlineData("{\"formatVersion\":2}", "is of format 2")]
    [InlineData("{\"rules\":[{\"name\":\"a\",\"addresses\":[\"0x1\"]}]}", "an address was expected")]
    [InlineData("{\"rules\":[{\"name\":\"a\",\"topic0\":[\"zz\"]}]}", "a topic was expected")]
    public void Another_file_is_refused_with_a_sentence(string content, string expected)
    {
        File.WriteAllText(RunFolder.ManifestOf(_scratch.FullPath), content);
        InvalidDataException refusal = Assert.Throws<InvalidDataException>(() =>
            RunManifest.Load(_scratch.FullPath)
        );
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }
}
