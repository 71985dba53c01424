using System.Net.Sockets;
using System.Text.Json;
using FastArb.Pipeline.Internals;

namespace FastArb.Pipeline;

/// <summary>Commands the engine of a run's folder.</summary>
public static class ControlClient
{
    private const int ReplyBytesMax = 1 << 20;

    /// <summary>One command; null where no engine runs there.</summary>
    /// <param name="runFolder">The folder; its token is read.</param>
    /// <param name="command">What it is to do.</param>
    /// <param name="handler">Of pause and resume: which; null: all.</param>
    /// <param name="patience">How long each step of it may take.</param>
    /// <exception cref="IOException">It takes too long, or says what is no reply.</exception>
    public static ControlReply? Ask(
        string runFolder,
        ControlVerb command,
        string? handler = null,
        TimeSpan? patience = null
    )
    {
        try
        {
            string elsewhere = EngineFolder.SocketElsewhereOf(runFolder);
            string path = File.Exists(elsewhere)
                ? File.ReadAllText(elsewhere).TrimEnd()
                : Path.GetFullPath(EngineFolder.SocketOf(runFolder));
            ControlRequest request = new()
            {
                Command = command,
                Handler = handler,
                Token = File.ReadAllText(EngineFolder.TokenOf(runFolder)),
            };
            byte[] line = JsonSerializer.SerializeToUtf8Bytes(request, ControlJson.Default.ControlRequest);
            byte[]? reply = Exchange(path, [.. line, (byte)'\n'], patience ?? TimeSpan.FromSeconds(2));
            return reply is null ? null : JsonSerializer.Deserialize(reply, ControlJson.Default.ControlReply);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException damaged)
        {
            throw new IOException($"the engine of {runFolder} says what is no reply", damaged);
        }
        catch (SocketException late)
        {
            throw new IOException($"the engine of {runFolder} does not answer: {late.Message}", late);
        }
    }

    // Null: nobody listens there.
    internal static byte[]? Exchange(string path, byte[] line, TimeSpan patience)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.SendTimeout = (int)patience.TotalMilliseconds;
        socket.ReceiveTimeout = (int)patience.TotalMilliseconds;
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException nobody)
            when (nobody.SocketErrorCode
                    is SocketError.ConnectionRefused
                        or SocketError.AddressNotAvailable
                        or SocketError.NotSocket
                || !File.Exists(path)
            )
        {
            return null;
        }

        socket.Send(line);
        using MemoryStream reply = new();
        byte[] some = new byte[4_096];
        while (reply.Length < ReplyBytesMax && socket.Receive(some) is int read and > 0)
        {
            reply.Write(some, 0, read);
        }

        return reply.ToArray();
    }
}
