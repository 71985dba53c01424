using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

/// <summary>How it ends, and what is said about that.</summary>
public sealed partial class WebSocketConnection
{
    private const int ControlBytesMax = 125;

    private bool _isCloseSent;

    /// <summary>What ended the connection; none, while it lives.</summary>
    public WebSocketCloseCause CloseCause { get; private set; }

    /// <summary>
    /// The node's close code, or the one that it was refused with; 1005 where the node gave none, 1006
    /// where it
    /// sent no close frame.
    /// </summary>
    public ushort CloseStatus { get; private set; }

    /// <summary>One sentence, without the endpoint.</summary>
    public string CloseReason { get; private set; } = string.Empty;

    /// <summary>
    /// Sends a close frame, as well as that goes. It does not wait for the answer: who wants it goes on
    /// receiving.
    /// </summary>
    public void Close(ushort code) => SendClose(code, string.Empty);

    private void SendClose(ushort code, string reason)
    {
        Span<byte> payload = stackalloc byte[ControlBytesMax];
        BinaryPrimitives.WriteUInt16BigEndian(payload, code);
        int length = sizeof(ushort) + Encoding.ASCII.GetBytes(reason, payload[sizeof(ushort)..]);
        SendClose(payload[..length]);
    }

    // Whether it arrives changes nothing about why the connection ends.
    private void SendClose(ReadOnlySpan<byte> payload)
    {
        if (!_isCloseSent && CloseCause == WebSocketCloseCause.None)
        {
            _isCloseSent = true;
            _ = WriteFrame(FrameOpcode.Close, payload);
        }
    }

    private void OnCloseFrame(ReadOnlySpan<byte> payload)
    {
        ushort code = WebSocketCloseCode.NoStatus;
        string said = string.Empty;
        if (payload.Length >= sizeof(ushort))
        {
            code = BinaryPrimitives.ReadUInt16BigEndian(payload);
            said = Printable(payload[sizeof(ushort)..]);
        }

        SendClose(payload[..Math.Min(payload.Length, sizeof(ushort))]);
        string sentence = string.Create(
            CultureInfo.InvariantCulture,
            $"the node closed the connection with code {code}"
        );
        End(WebSocketCloseCause.PeerClosed, code, said.Length == 0 ? sentence : $"{sentence}: {said}");
    }

    private void Refuse(FramingFault fault)
    {
        SendClose(fault.CloseCode(), fault.Sentence());
        End(fault.Cause(), fault.CloseCode(), fault.Sentence());
    }

    private void OnTransportEnd(SocketOutcome outcome)
    {
        switch (outcome)
        {
            case SocketOutcome.End:
                End(WebSocketCloseCause.EndOfStream, "the node hung up without a close frame");
                break;
            case SocketOutcome.Silent:
                End(WebSocketCloseCause.PongDeadline, "the node is silent and answers no ping");
                break;
            default:
                End(WebSocketCloseCause.Reset, $"the connection broke: {_transport.Breakage}");
                break;
        }
    }

    private void OnSendEnd(SocketOutcome outcome)
    {
        switch (outcome)
        {
            case SocketOutcome.Stopped:
                End(WebSocketCloseCause.StoppedWhileSending, "told to stop while a message was half sent");
                break;
            case SocketOutcome.TimedOut:
                End(WebSocketCloseCause.SendDeadline, "the node takes no more bytes");
                break;
            default:
                OnTransportEnd(outcome);
                break;
        }
    }

    private void End(WebSocketCloseCause cause, string sentence) =>
        End(cause, WebSocketCloseCode.Abnormal, sentence);

    // The first reason stays: what follows from it says less.
    private void End(WebSocketCloseCause cause, ushort code, string sentence)
    {
        _parser.Halt();
        if (CloseCause == WebSocketCloseCause.None)
        {
            CloseCause = cause;
            CloseStatus = code;
            CloseReason = sentence;
        }
    }

    // The node's words, with nothing in them that a terminal would obey.
    private static string Printable(ReadOnlySpan<byte> utf8) =>
        new([.. Encoding.UTF8.GetString(utf8).Select(c => char.IsControl(c) ? ' ' : c)]);
}
