using System.IO.Pipelines;
using FastArb.Feed.Internals;
using Xunit;

namespace FastArb.Tests.Feed.WebSocket;

/// <summary>
/// A parser behind a pipe, fed as a connection feeds it, whose findings must be the expected ones.
/// </summary>
internal sealed class PipedParser : IDisposable
{
    private readonly Pipe _pipe;
    private readonly ReceiveBlocks _blocks;

    public PipedParser(int blockBytes, int messageBytesMax = 1 << 20)
    {
        Parser = new FrameParser(messageBytesMax);
        _blocks = new ReceiveBlocks(blockBytes);
        _pipe = new Pipe(
            new PipeOptions(
                _blocks,
                PipeScheduler.Inline,
                PipeScheduler.Inline,
                pauseWriterThreshold: 0,
                minimumSegmentSize: blockBytes,
                useSynchronizationContext: false
            )
        );
    }

    public FrameParser Parser { get; }

    public long BlocksRanDry => _blocks.RanDry;

    /// <summary>How many of the expected things have been found.</summary>
    public int Found { get; set; }

    public long Messages { get; private set; }

    /// <summary>Receives these bytes, in as many pieces as the blocks make necessary.</summary>
    public void Receive(ReadOnlySpan<byte> bytes, IReadOnlyList<(char Kind, byte[] Payload)>? expected)
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
                Parser.Feed(read.Buffer, target.Length - count);
                TakeAll(expected);
                _pipe.Reader.AdvanceTo(Parser.Consumed, Parser.Received);
            }
        }
    }

    public void Dispose() => _blocks.Dispose();

    public void TakeAll(IReadOnlyList<(char Kind, byte[] Payload)>? expected)
    {
        while (true)
        {
            FrameEvent kind = FrameEvent.Message;
            if (!Parser.TryReadWhole(out ReadOnlySpan<byte> payload))
            {
                kind = Parser.Next(out payload);
            }

            if (kind == FrameEvent.NeedMore)
            {
                return;
            }

            Messages += kind == FrameEvent.Message ? 1 : 0;
            if (expected is not null)
            {
                Check(kind, payload, expected[Found++]);
            }
            else if (kind == FrameEvent.Fault)
            {
                return;
            }
        }
    }

    private static void Check(FrameEvent kind, ReadOnlySpan<byte> payload, (char Kind, byte[] Payload) wanted)
    {
        FrameEvent wantedKind = wanted.Kind == 'm' ? FrameEvent.Message : FrameEvent.Ping;
        if (kind != wantedKind || !payload.SequenceEqual(wanted.Payload))
        {
            Assert.Fail($"{kind} of {payload.Length} bytes, wanted {wantedKind} of {wanted.Payload.Length}");
        }
    }

    private static void IsDone(in ValueTask<FlushResult> flush) => Assert.True(flush.IsCompletedSuccessfully);
}
