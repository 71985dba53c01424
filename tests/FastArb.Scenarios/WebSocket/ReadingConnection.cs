using System.Text;
using FastArb.Feed;

namespace FastArb.Scenarios.WebSocket;

/// <summary>Reading as a test wants it: one message at a time, or to the end.</summary>
internal static class ReadingConnection
{
    /// <summary>The next message; null when there will be none.</summary>
    public static string? NextText(this WebSocketConnection connection)
    {
        do
        {
            if (connection.TryReadMessage(out ReadOnlySpan<byte> message))
            {
                return Encoding.UTF8.GetString(message);
            }
        } while (connection.Receive() == ReceiveOutcome.Data);

        return null;
    }

    /// <summary>Reads until it is over, and counts the messages.</summary>
    public static int ReadToEnd(this WebSocketConnection connection)
    {
        int count = 0;
        do
        {
            while (connection.TryReadMessage(out _))
            {
                count++;
            }
        } while (connection.Receive() == ReceiveOutcome.Data);

        return count;
    }
}
