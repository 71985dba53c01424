using System.Text;
using FastArb.Chain;
using FastArb.EvmMath;

namespace FastArb.Feed;

/// <summary>
/// The payload of <see cref="InputKind.Command"/>: an <see cref="OperatorCommand"/> (1 byte), then the
/// handler's name in UTF-8; none: all of them.
/// </summary>
public static class CommandPayload
{
    /// <summary>The longest name: it has to fit into the words of one event.</summary>
    public const int NameBytesMax = ChainEventWords.Count * UInt256.ByteCount;

    public static byte[] Of(OperatorCommand command, string? handler)
    {
        byte[] name = Encoding.UTF8.GetBytes(handler ?? string.Empty);
        return name.Length <= NameBytesMax
            ? [(byte)command, .. name]
            : throw new ArgumentException($"a name of {name.Length} bytes is too long", nameof(handler));
    }

    public static bool TryRead(
        ReadOnlySpan<byte> payload,
        out OperatorCommand command,
        out ReadOnlySpan<byte> handler
    )
    {
        command = payload.IsEmpty ? default : (OperatorCommand)payload[0];
        handler = payload.IsEmpty ? default : payload[1..];
        return command is OperatorCommand.Pause or OperatorCommand.Resume && handler.Length <= NameBytesMax;
    }
}
