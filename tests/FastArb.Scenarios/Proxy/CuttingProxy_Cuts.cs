using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace FastArb.Scenarios.Proxy;

/// <summary>The proxy does to a client what it says that it does.</summary>
public sealed class CuttingProxy_Cuts
{
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(50);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Uncut_it_passes_every_byte_and_the_end()
    {
        using SteadyNode node = new(bytes: 1_000_000);
        await using CuttingProxy proxy = CuttingProxy.Start(node.Address, _ => new Cut());
        using Socket client = await ConnectAsync(proxy);
        await client.SendAsync("go"u8.ToArray(), Cancellation);
        Assert.Equal((1_000_000, null), await ReadToEndAsync(client));
        Assert.Equal(0, proxy.DoneOfAllKinds);
    }

    [Fact]
    public async Task A_reset_is_a_reset_and_a_finish_is_an_end()
    {
        using SteadyNode node = new(bytes: null);
        Cut[] cuts = [new(CutKind.Reset) { After = s_soon }, new(CutKind.Finish) { After = s_soon }];
        await using CuttingProxy proxy = CuttingProxy.Start(node.Address, connection => cuts[connection]);
        (_, SocketError? reset) = await ReadAllAsync(proxy);
        (_, SocketError? finished) = await ReadAllAsync(proxy);
        Assert.Equal((SocketError.ConnectionReset, null), (reset, finished));
        Assert.Equal((1, 1), (proxy.Done(CutKind.Reset), proxy.Done(CutKind.Finish)));
    }

    [Fact]
    public async Task A_cut_by_bytes_is_exact()
    {
        using SteadyNode node = new(bytes: null);
        Func<int, Cut> plan = _ => new Cut(CutKind.Finish) { AfterBytes = 12_345 };
        await using CuttingProxy proxy = CuttingProxy.Start(node.Address, plan);
        Assert.Equal((12_345, null), await ReadAllAsync(proxy));
        proxy.IsCutting = false;
        using Socket client = await ConnectAsync(proxy);
        await client.SendAsync("go"u8.ToArray(), Cancellation);
        Assert.True(await client.ReceiveAsync(new byte[20_000], Cancellation) > 0);
        Assert.Equal(1, proxy.DoneOfAllKinds);
    }

    [Fact]
    public async Task Frozen_it_says_nothing_and_lives()
    {
        using SteadyNode node = new(bytes: null);
        Func<int, Cut> plan = _ => new Cut(CutKind.Freeze)
        {
            AfterBytes = 10_000,
            For = TimeSpan.FromSeconds(1),
        };
        await using CuttingProxy proxy = CuttingProxy.Start(node.Address, plan);
        using Socket client = await ConnectAsync(proxy);
        long begin = Stopwatch.GetTimestamp();
        await client.SendAsync("go"u8.ToArray(), Cancellation);
        Task<(long Bytes, SocketError? Error)> reading = ReadToEndAsync(client);
        await Task.Delay(300, Cancellation);

        // It still takes what we say.
        Assert.Equal(5, await client.SendAsync("hello"u8.ToArray(), Cancellation));
        Assert.False(reading.IsCompleted);
        Assert.Equal((10_000, SocketError.ConnectionReset), await reading);
        Assert.InRange(Stopwatch.GetElapsedTime(begin).TotalSeconds, 0.9, 20);
        Assert.Equal(1, proxy.Done(CutKind.Freeze));
    }

    [Fact]
    public async Task Absent_it_refuses_and_comes_back_on_the_same_port()
    {
        using SteadyNode node = new(bytes: null);
        Cut refuse = new(CutKind.Refuse) { After = s_soon, For = TimeSpan.FromMilliseconds(400) };
        await using CuttingProxy proxy = CuttingProxy.Start(
            node.Address,
            connection => connection < 3 ? refuse : new Cut()
        );
        for (int i = 0; i < 3; i++)
        {
            await ReadAllAsync(proxy);
            SocketException refused = await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(proxy));
            Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
            await Task.Delay(600, Cancellation);
        }

        using Socket client = await ConnectAsync(proxy);
        await client.SendAsync("go"u8.ToArray(), Cancellation);
        Assert.True(await client.ReceiveAsync(new byte[10], Cancellation) > 0);
        Assert.Equal(3, proxy.Done(CutKind.Refuse));
    }

    [Fact]
    public async Task Slow_it_is_slow_and_whole()
    {
        using SteadyNode node = new(bytes: 50_000);
        await using CuttingProxy proxy = CuttingProxy.Start(
            node.Address,
            _ => new Cut { Delay = TimeSpan.FromMilliseconds(1), BytesPerSecond = 100_000 }
        );
        long begin = Stopwatch.GetTimestamp();
        Assert.Equal((50_000, null), await ReadAllAsync(proxy));
        Assert.InRange(Stopwatch.GetElapsedTime(begin).TotalSeconds, 0.5, 20);
    }

    private static async Task<Socket> ConnectAsync(CuttingProxy proxy)
    {
        Socket client = new(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(new IPEndPoint(IPAddress.Loopback, proxy.Http.Port), Cancellation);
        return client;
    }

    private static async Task<(long Bytes, SocketError? Error)> ReadAllAsync(CuttingProxy proxy)
    {
        using Socket client = await ConnectAsync(proxy);
        await client.SendAsync("go"u8.ToArray(), Cancellation);
        return await ReadToEndAsync(client);
    }

    private static async Task<(long Bytes, SocketError? Error)> ReadToEndAsync(Socket client)
    {
        byte[] buffer = new byte[4096];
        long bytes = 0;
        try
        {
            while (true)
            {
                int count = await client.ReceiveAsync(buffer, Cancellation);
                bytes += count;
                if (count == 0)
                {
                    return (bytes, null);
                }
            }
        }
        catch (SocketException broken)
        {
            return (bytes, broken.SocketErrorCode);
        }
    }

    /// <summary>Sends to whoever says something: so many bytes, or some every millisecond for ever.</summary>
    private sealed class SteadyNode : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _stop = new();
        private readonly int? _bytes;

        public SteadyNode(int? bytes)
        {
            _bytes = bytes;
            _listener.Start();
            _ = AcceptAsync();
        }

        public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

        public void Dispose()
        {
            _stop.Cancel();
            _listener.Dispose();
            _stop.Dispose();
        }

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    _ = SendAsync(await _listener.AcceptSocketAsync(_stop.Token));
                }
            }
            catch (Exception end) when (CuttingProxy.IsEnd(end))
            {
                // The test is over.
            }
        }

        private async Task SendAsync(Socket socket)
        {
            using Socket client = socket;
            try
            {
                await client.ReceiveAsync(new byte[10], _stop.Token);
                if (_bytes is int whole)
                {
                    await client.SendAsync(new byte[whole], _stop.Token);
                    client.Shutdown(SocketShutdown.Send);
                    await client.ReceiveAsync(new byte[10], _stop.Token);
                    return;
                }

                while (true)
                {
                    await client.SendAsync(new byte[1_000], _stop.Token);
                    await Task.Delay(1, _stop.Token);
                }
            }
            catch (Exception end) when (CuttingProxy.IsEnd(end))
            {
                // The client has gone.
            }
        }
    }
}
