using FastArb.Feed;
using FastArb.Feed.Internals;
using Xunit;

namespace FastArb.Tests.Feed.WebSocket;

/// <summary>What RFC 6455 forbids a server to send.</summary>
public sealed class FrameParser_Refusals
{
    private const int Cap = 1000;

    [Theory]
    [InlineData("C100", FramingFault.ReservedBits)]
    [InlineData("A100", FramingFault.ReservedBits)]
    [InlineData("9100", FramingFault.ReservedBits)]
    [InlineData("8300", FramingFault.ReservedOpcode)]
    [InlineData("8700", FramingFault.ReservedOpcode)]
    [InlineData("8B00", FramingFault.ReservedOpcode)]
    [InlineData("8F00", FramingFault.ReservedOpcode)]
    [InlineData("81810000000041", FramingFault.Masked)]
    [InlineData("89800000000000", FramingFault.Masked)]
    [InlineData("897E007E", FramingFault.LongControl)]
    [InlineData("0900", FramingFault.FragmentedControl)]
    [InlineData("0800", FramingFault.FragmentedControl)]
    [InlineData("817E007D", FramingFault.LengthNotMinimal)]
    [InlineData("817F000000000000FFFF", FramingFault.LengthNotMinimal)]
    [InlineData("817F8000000000000000", FramingFault.LengthTooLarge)]
    [InlineData("8000", FramingFault.NothingToContinue)]
    [InlineData("0000", FramingFault.NothingToContinue)]
    [InlineData("01008100", FramingFault.MessageInsideMessage)]
    [InlineData("01000100", FramingFault.MessageInsideMessage)]
    [InlineData("880103", FramingFault.BadClose)]
    [InlineData("880203E7", FramingFault.BadClose)]
    [InlineData("880203ED", FramingFault.BadClose)]
    [InlineData("880203EE", FramingFault.BadClose)]
    [InlineData("880203F7", FramingFault.BadClose)]
    [InlineData("88021388", FramingFault.BadClose)]
    [InlineData("8200", FramingFault.Binary)]
    [InlineData("0200", FramingFault.Binary)]
    [InlineData("817E03E9", FramingFault.TooBig)]
    [InlineData("817F00000000FFFFFFFF", FramingFault.TooBig)]
    [InlineData("817F7FFFFFFFFFFFFFFF", FramingFault.TooBig)]
    [InlineData("010141807E03E8", FramingFault.TooBig)]
    public void A_forbidden_frame_is_named_at_every_cut(string hex, object fault)
    {
        byte[] bytes = Convert.FromHexString(hex);
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            using PipedParser parser = new(blockBytes: 16, Cap);
            parser.Receive(bytes.AsSpan(0, cut), expected: null);
            parser.Receive(bytes.AsSpan(cut), expected: null);
            Assert.Equal((FramingFault)fault, parser.Parser.Fault);
            Assert.Equal(0, parser.Messages);
        }
    }

    [Fact]
    public void A_message_of_exactly_the_cap_passes()
    {
        using PipedParser parser = new(blockBytes: 16, Cap);
        parser.Receive(ServerFrames.WholeText(new byte[Cap]), expected: null);
        parser.Receive(ServerFrames.Frame(ServerFrames.Text, new byte[Cap - 1]), expected: null);
        parser.Receive(ServerFrames.Frame(ServerFrames.Fin, [1]), expected: null);
        Assert.Equal(2, parser.Messages);
        Assert.Equal(FramingFault.None, parser.Parser.Fault);
    }

    [Fact]
    public void Fragments_without_end_stop_at_the_cap()
    {
        using PipedParser parser = new(blockBytes: 4096, Cap);
        parser.Receive(ServerFrames.Frame(ServerFrames.Text, new byte[100]), expected: null);
        for (int i = 0; i < 9; i++)
        {
            parser.Receive(ServerFrames.Frame(0, new byte[100]), expected: null);
            parser.Receive(ServerFrames.Frame(0, []), expected: null);
        }

        Assert.Equal(FramingFault.None, parser.Parser.Fault);
        parser.Receive(ServerFrames.Frame(0, [1]), expected: null);
        Assert.Equal(FramingFault.TooBig, parser.Parser.Fault);
    }

    [Fact]
    public void After_a_fault_nothing_more_is_read()
    {
        using PipedParser parser = new(blockBytes: 4096, Cap);
        parser.Receive([0xC1, 0x00, 0x81, 0x01, 0x41], expected: null);
        parser.Receive(ServerFrames.WholeText("x"u8), expected: null);
        Assert.Equal(FramingFault.ReservedBits, parser.Parser.Fault);
        Assert.Equal(0, parser.Messages);
    }

    [Fact]
    public void Every_fault_has_a_sentence_a_code_and_a_cause()
    {
        foreach (FramingFault fault in Enum.GetValues<FramingFault>().Except([FramingFault.None]))
        {
            Assert.NotEqual(FramingFault.None.Sentence(), fault.Sentence(), StringComparer.Ordinal);
            Assert.InRange(
                fault.CloseCode(),
                WebSocketCloseCode.ProtocolError,
                WebSocketCloseCode.MessageTooBig
            );
            Assert.NotEqual(WebSocketCloseCause.None, fault.Cause());
        }

        Assert.Equal(WebSocketCloseCode.UnsupportedData, FramingFault.Binary.CloseCode());
        Assert.Equal(WebSocketCloseCode.MessageTooBig, FramingFault.TooBig.CloseCode());
    }
}
