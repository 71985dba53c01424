namespace FastArb.Feed.Internals;

/// <summary>What is said about a fault, to the node and to the user.</summary>
internal static class FramingFaultText
{
    public static string Sentence(this FramingFault fault) =>
        fault switch
        {
            FramingFault.ReservedBits => "a frame uses an extension that was not agreed",
            FramingFault.ReservedOpcode => "a frame has a reserved opcode",
            FramingFault.Masked => "a frame of the server is masked",
            FramingFault.LongControl => "a control frame is longer than 125 bytes",
            FramingFault.FragmentedControl => "a control frame is fragmented",
            FramingFault.LengthNotMinimal => "a frame's length is not written in the shortest way",
            FramingFault.LengthTooLarge => "a frame's length has its highest bit set",
            FramingFault.NothingToContinue => "a fragment continues no message",
            FramingFault.MessageInsideMessage => "a message begins inside a fragmented one",
            FramingFault.BadClose => "a close frame holds half a code, or one that may not be sent",
            FramingFault.Binary => "a binary message, where nodes send text",
            FramingFault.TooBig => "a message is longer than the cap",
            _ => "nothing is wrong",
        };

    public static ushort CloseCode(this FramingFault fault) =>
        fault switch
        {
            FramingFault.Binary => WebSocketCloseCode.UnsupportedData,
            FramingFault.TooBig => WebSocketCloseCode.MessageTooBig,
            _ => WebSocketCloseCode.ProtocolError,
        };

    public static WebSocketCloseCause Cause(this FramingFault fault) =>
        fault switch
        {
            FramingFault.Binary => WebSocketCloseCause.BinaryMessage,
            FramingFault.TooBig => WebSocketCloseCause.MessageTooBig,
            _ => WebSocketCloseCause.ProtocolError,
        };
}
