using System.Net.WebSockets;
using FastArb.Chain;

namespace FastArb.Perf;

/// <summary>What a careful user of the runtime's own parts writes.</summary>
internal static class ClientReceiver
{
    public static async Task Run<TWalk>(int port, TWalk walk, EventClock clock)
        where TWalk : IFrameWalk
    {
        using ClientWebSocket socket = new();
        await socket
            .ConnectAsync(new Uri($"ws://127.0.0.1:{port}/"), CancellationToken.None)
            .ConfigureAwait(false);
        byte[] buffer = new byte[1 << 16];
        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult result = await socket
                .ReceiveAsync(buffer.AsMemory(length), CancellationToken.None)
                .ConfigureAwait(false);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                clock.End();
                return;
            }

            length += result.Count;
            if (!result.EndOfMessage)
            {
                continue;
            }

            clock.OnFrame();
            if (walk.Read(buffer.AsMemory(0, length)) == ChainEventKind.Log)
            {
                clock.OnLog(walk.Stamp);
            }

            length = 0;
        }
    }
}
