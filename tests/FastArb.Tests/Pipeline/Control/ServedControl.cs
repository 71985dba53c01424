using System.Text;
using FastArb.Pipeline;
using FastArb.Tests.FrontDoor;

namespace FastArb.Tests.Pipeline.Control;

/// <summary>A control socket in a folder of its own, which keeps what it is told.</summary>
internal sealed class ServedControl : IDisposable
{
    private readonly ScratchFolder _scratch = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public ServedControl(string subfolder = "run")
    {
        Folder = Path.Combine(_scratch.FullPath, subfolder);
        Directory.CreateDirectory(Folder);
        Server = new ControlServer(
            Folder,
            request =>
            {
                Told.Add(request);
                return new ControlReply();
            }
        );
        _serving = Task.Factory.StartNew(
            () => Server.Run(_stop.Token),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
    }

    public string Folder { get; }

    public ControlServer Server { get; }

    /// <summary>What got through.</summary>
    public List<ControlRequest> Told { get; } = [];

    public string Token => File.ReadAllText(EngineFolder.TokenOf(Folder));

    /// <summary>Sends bytes as they are; null: they were not answered.</summary>
    public string? Send(string bytes)
    {
        byte[]? reply = ControlClient.Exchange(
            EngineFolder.SocketOf(Folder),
            Encoding.UTF8.GetBytes(bytes),
            TimeSpan.FromSeconds(10)
        );
        return reply is null or [] ? null : Encoding.UTF8.GetString(reply);
    }

    /// <summary>Ends it, and waits until it has.</summary>
    public void Stop()
    {
        _stop.Cancel();
        _serving.Wait(TimeSpan.FromSeconds(10));
        Server.Dispose();
    }

    public void Dispose()
    {
        Stop();
        _stop.Dispose();
        _scratch.Dispose();
    }
}
