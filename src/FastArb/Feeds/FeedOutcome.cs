using FastArb.Feed;

namespace FastArb.Feeds;

/// <summary>What the end of a live feed is to whoever started the program.</summary>
internal static class FeedOutcome
{
    /// <summary>The exit code of an end that is none of our faults; the sentence of one that is.</summary>
    public static ExitCode Conclude(FeedEnd end, string whatIsLeft) =>
        end.Reason switch
        {
            FeedEndReason.Finished => ExitCode.Ok,
            FeedEndReason.Stopped => ExitCode.Interrupted,
            FeedEndReason.Unreachable => throw new CommandFailure(
                ExitCode.TimeoutOrUnreachable,
                $"{end.Sentence} (check the URL, and that the node is up)"
            ),
            FeedEndReason.PlainText => throw new CommandFailure(
                ExitCode.Configuration,
                $"{end.Sentence} (with --allow-plain-text)"
            ),
            FeedEndReason.WrongChain or FeedEndReason.KeyInvalid => throw new CommandFailure(
                ExitCode.Configuration,
                $"{end.Sentence} ({whatIsLeft})"
            ),
            FeedEndReason.QuotaUsedUp => throw new CommandFailure(
                ExitCode.TimeoutOrUnreachable,
                $"{end.Sentence} ({whatIsLeft})"
            ),
            _ => throw new CommandFailure(ExitCode.Failure, $"{end.Sentence} ({whatIsLeft})"),
        };
}
