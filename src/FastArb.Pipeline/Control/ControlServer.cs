using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FastArb.Pipeline.Internals;

namespace FastArb.Pipeline;

// Runs on a thread of its own, for one client at a time: rare, so it may allocate and wait.
// A client that says nothing, or too much, is gone after its deadline.

/// <summary>
/// The socket by which an operator commands an engine: one line of JSON in, one out, and the connection ends.
/// Only who can read the token's file is obeyed; that is the owner of the run.
/// </summary>
public sealed class ControlServer : IDisposable
{
    /// <summary>A token: 256 bits of the system's randomness, as hexadecimal digits.</summary>
    public const int TokenDigits = 64;

    // The system's limit is 108 bytes with the zero behind them; elsewhere it is 104.
    private const int SocketPathBytesMax = 100;
    private const int LineBytesMax = 4_096;
    private const int ClientsWaitingMax = 16;
    private const int None = -1;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly string _runFolder;
    private readonly string _socketPath;
    private readonly string? _ownFolder;
    private readonly byte[] _token;
    private readonly Func<ControlRequest, ControlReply> _obey;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private long _refused;

    /// <summary>
    /// Makes token and socket; whoever holds the run's lock may. What a dead engine left goes.
    /// </summary>
    /// <exception cref="IOException">The files cannot be made.</exception>
    /// <exception cref="SocketException">The socket cannot.</exception>
    public ControlServer(string runFolder, Func<ControlRequest, ControlReply> obey)
    {
        _runFolder = runFolder;
        _obey = obey;
        _token = Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(TokenDigits, lowercase: true));
        Remove();
        WriteToken();
        _socketPath = Path.GetFullPath(EngineFolder.SocketOf(runFolder));
        if (Encoding.UTF8.GetByteCount(_socketPath) > SocketPathBytesMax)
        {
            // Such a folder is made for its owner alone.
            _ownFolder = Directory.CreateTempSubdirectory("fastarb-").FullName;
            _socketPath = Path.Combine(_ownFolder, "control.sock");
            File.WriteAllText(EngineFolder.SocketElsewhereOf(runFolder), _socketPath + "\n");
        }

        _listener.Bind(new UnixDomainSocketEndPoint(_socketPath));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_socketPath, OwnerOnly);
        }

        _listener.Listen(ClientsWaitingMax);
    }

    /// <summary>Lines with a wrong token, or with none.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Obeys until told to stop.</summary>
    public void Run(CancellationToken stop)
    {
        using CancellationTokenRegistration closing = stop.Register(_listener.Dispose);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using Socket client = _listener.Accept();
                Serve(client, stop);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException) when (!stop.IsCancellationRequested)
            {
                // The client has gone, or there is no handle left; that may pass.
                stop.WaitHandle.WaitOne(s_pause);
            }
            catch (SocketException)
            {
                return;
            }
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        Remove();
        if (_ownFolder is not null && Directory.Exists(_ownFolder))
        {
            Directory.Delete(_ownFolder, recursive: true);
        }
    }

    private void Remove()
    {
        File.Delete(EngineFolder.SocketOf(_runFolder));
        File.Delete(EngineFolder.SocketElsewhereOf(_runFolder));
        File.Delete(EngineFolder.TokenOf(_runFolder));
    }

    private void WriteToken()
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using FileStream file = new(EngineFolder.TokenOf(_runFolder), options);
        file.Write(_token);
    }

    private void Serve(Socket client, CancellationToken stop)
    {
        byte[] line = new byte[LineBytesMax];
        int length = ReadLine(client, line, stop);
        if (length == None)
        {
            return;
        }

        byte[] reply = JsonSerializer.SerializeToUtf8Bytes(
            Answer(line.AsSpan(0, length)),
            ControlJson.Default.ControlReply
        );
        client.SendTimeout = (int)s_patience.TotalMilliseconds;
        client.Send([.. reply, (byte)'\n']);
    }

    // Its length, without the end; or that there is none, in time and in bounds.
    private static int ReadLine(Socket client, byte[] line, CancellationToken stop)
    {
        long deadline = Environment.TickCount64 + (long)s_patience.TotalMilliseconds;
        int length = 0;
        while (length < line.Length && Environment.TickCount64 < deadline && !stop.IsCancellationRequested)
        {
            if (!client.Poll(s_pause, SelectMode.SelectRead))
            {
                continue;
            }

            int read = client.Receive(line.AsSpan(length));
            int end = line.AsSpan(length, read).IndexOf((byte)'\n');
            if (end >= 0)
            {
                return length + end;
            }

            if (read == 0)
            {
                return None;
            }

            length += read;
        }

        return None;
    }

    private ControlReply Answer(ReadOnlySpan<byte> line)
    {
        ControlRequest? request;
        try
        {
            request = JsonSerializer.Deserialize(line, ControlJson.Default.ControlRequest);
        }
        catch (JsonException)
        {
            return new ControlReply { Error = "this is no command" };
        }

        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request?.Token ?? ""), _token))
        {
            Interlocked.Increment(ref _refused);
            return new ControlReply { Error = "the token is wrong" };
        }

        return _obey(request!);
    }
}
