using FastArb.Feed.Internals;
using Xunit;

namespace FastArb.Tests.Feed.WebSocket;

[Trait("row", "21")]
public sealed class PeerLiveness_Deadlines
{
    private const long Second = 1_000_000_000;

    private readonly PeerLiveness _peer = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(3));

    [Fact]
    public void Nothing_is_due_before_the_first_byte()
    {
        Assert.Equal(long.MaxValue, _peer.NextDue);
        Assert.Equal(PeerLivenessStep.Wait, _peer.Step(1_000 * Second));
    }

    [Fact]
    public void A_silent_node_is_asked_once_and_then_given_up()
    {
        _peer.OnReceived(Second);
        Assert.Equal(6 * Second, _peer.NextDue);
        Assert.Equal(PeerLivenessStep.Wait, _peer.Step((6 * Second) - 1));
        Assert.Equal(PeerLivenessStep.SendPing, _peer.Step(7 * Second));
        Assert.Equal(10 * Second, _peer.NextDue);
        Assert.Equal(PeerLivenessStep.Wait, _peer.Step((10 * Second) - 1));
        Assert.Equal(PeerLivenessStep.Dead, _peer.Step(10 * Second));
    }

    [Fact]
    public void Any_byte_proves_that_the_node_lives()
    {
        _peer.OnReceived(0);
        Assert.Equal(PeerLivenessStep.SendPing, _peer.Step(5 * Second));
        _peer.OnReceived(7 * Second);
        Assert.Equal(PeerLivenessStep.Wait, _peer.Step(8 * Second));
        Assert.Equal(PeerLivenessStep.SendPing, _peer.Step(12 * Second));
    }
}
