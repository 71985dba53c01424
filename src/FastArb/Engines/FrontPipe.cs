namespace FastArb.Engines;

/// <summary>
/// An engine's end of the pipe from its front. Nothing is ever written to it; when the front is gone, it
/// ends.
/// </summary>
internal static class FrontPipe
{
    /// <summary>Cancels when the front is gone.</summary>
    public static void Watch(CancellationTokenSource stop) =>
        _ = Task.Factory.StartNew(
            () =>
            {
                using Stream input = Console.OpenStandardInput();
                Span<byte> nothing = stackalloc byte[64];
                while (input.Read(nothing) > 0)
                {
                    // Nobody writes here; if somebody does, it means nothing.
                }

                try
                {
                    stop.Cancel();
                }
                catch (ObjectDisposedException)
                {
                    // It has ended by itself.
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
}
