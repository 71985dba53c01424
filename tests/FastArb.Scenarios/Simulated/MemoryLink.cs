using System.IO.Pipelines;
using FastArb.Feed.Internals;
using FastArb.Scenarios.Scripted;
using Xunit;

namespace FastArb.Scenarios.Simulated;

/// <summary>
/// A WebSocket without a socket: the node's frames go through a pipe and the real parser, byte for byte, in
/// pieces as a network would cut them.
/// </summary>
internal sealed class MemoryLink : IDisposable
{
    private const int BlockBytes = 4096;
    private const int MessageBytesMax = 4 * 1024 * 1024;

    private readonly ReceiveBlocks _blocks = new(BlockBytes);
    private readonly FrameParser _parser = new(MessageBytesMax);
    private readonly Pipe _pipe;

    public MemoryLink(int connection)
    {
        Connection = connection;
        _pipe = new Pipe(
            new PipeOptions(
                _blocks,
                PipeScheduler.Inline,
                PipeScheduler.Inline,
                pauseWriterThreshold: 0,
                minimumSegmentSize: BlockBytes,
                useSynchronizationContext: false
            )
        );
    }

    public delegate void Taken(ReadOnlySpan<byte> message);

    /// <summary>The node's name for it.</summary>
    public int Connection { get; }

    /// <summary>A whole text frame.</summary>
    public void Text(ReadOnlySpan<byte> message, Taken taken) =>
        Bytes(ServerFrames.Frame(ServerFrames.TextCode, message, final: true), taken);

    public void Bytes(ReadOnlySpan<byte> bytes, Taken taken)
    {
        while (bytes.Length > 0)
        {
            Memory<byte> target = _pipe.Writer.GetMemory();
            int count = Math.Min(target.Length, bytes.Length);
            bytes[..count].CopyTo(target.Span);
            bytes = bytes[count..];
            _pipe.Writer.Advance(count);
            IsDone(_pipe.Writer.FlushAsync(TestContext.Current.CancellationToken));
            if (_pipe.Reader.TryRead(out ReadResult read))
            {
                _parser.Feed(read.Buffer, target.Length - count);
                TakeAll(taken);
                _pipe.Reader.AdvanceTo(_parser.Consumed, _parser.Received);
            }
        }
    }

    public void Dispose() => _blocks.Dispose();

    private void TakeAll(Taken taken)
    {
        while (true)
        {
            FrameEvent kind = FrameEvent.Message;
            if (!_parser.TryReadWhole(out ReadOnlySpan<byte> message))
            {
                kind = _parser.Next(out message);
            }

            if (kind != FrameEvent.Message)
            {
                Assert.True(kind == FrameEvent.NeedMore, $"{kind} on a link that carries text only");
                return;
            }

            taken(message);
        }
    }

    private static void IsDone(in ValueTask<FlushResult> flush) => Assert.True(flush.IsCompletedSuccessfully);
}
