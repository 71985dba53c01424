namespace FastArb.Scenarios.Scripted;

/// <summary>
/// A script that most tests of the feed follow: answers as the recorded chain's node would, sends the test's
/// bytes once both subscriptions stand, and notes when the client has taken all of them.
/// </summary>
internal sealed class ScriptedTraffic(
    ScriptedChain chain,
    Func<ScriptedConnection, Task> send,
    IReadOnlyList<string>? early = null
)
{
    private readonly TaskCompletionSource _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<string> _subscribed = new(StringComparer.Ordinal);

    /// <summary>
    /// The client has answered a ping that stood behind the last byte, so it is there still and has read all.
    /// </summary>
    public Task Taken => _taken.Task;

    public int PongCount { get; private set; }

    /// <summary>
    /// Whether it answers questions about blocks. An answer comes at a time of its own, which an exact
    /// comparison with other runs cannot have.
    /// </summary>
    public bool AnswersQuestions { get; init; }

    public async Task RunAsync(ScriptedConnection connection)
    {
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await connection.AcceptAsync();
        Task serving = connection.ServeAsync(request => AnswerAsync(connection, request, begun));
        try
        {
            await SendAsync(connection, begun.Task);
        }
        catch (Exception failure)
        {
            _taken.TrySetException(failure);
        }

        await serving;
    }

    private async Task SendAsync(ScriptedConnection connection, Task begun)
    {
        await begun.WaitAsync(connection.Stopped);
        await send(connection);
        await connection.SendAsync(ServerFrames.Ping(ScriptedConnection.LastPing));
        await connection.LastPong.WaitAsync(connection.Stopped);
        PongCount = connection.PongCount;
        _taken.TrySetResult();
    }

    private async ValueTask<string?> AnswerAsync(
        ScriptedConnection connection,
        ScriptedRequest request,
        TaskCompletionSource begun
    )
    {
        bool isLast =
            request.Method == "eth_subscribe"
            && _subscribed.Add(request.Parameters[0]!.GetValue<string>())
            && _subscribed.Count == 2;
        foreach (string notification in isLast ? early ?? [] : [])
        {
            await connection.SendTextAsync(notification);
        }

        if (AnswersQuestions || request.Method is "eth_chainId" or "eth_subscribe")
        {
            // Sent here, so that it is out before the traffic begins.
            await connection.SendTextAsync(chain.Answer(request));
        }

        if (isLast)
        {
            begun.TrySetResult();
        }

        return null;
    }
}
