using FastArb.Chain;
using FastArb.Feed;

namespace FastArb.Feeds;

/// <summary>Between a run's manifest and the plan that its events were made by.</summary>
internal static class RunPlan
{
    public static RunManifest ManifestOf(FeedPlan plan) =>
        new()
        {
            Program = ProductVersion.Current.Version,
            EventTime = plan.Time,
            ChainDelay = plan.ChainDelay,
            Order = plan.Order,
            Rules = plan.Rules.Rules,
            Timers = plan.Timers.Intervals,
        };

    public static FeedPlan Of(RunManifest manifest)
    {
        // Whoever has edited it may have left out anything.
        if (
            manifest.Order is null
            || manifest.Timers.IsDefault
            || manifest.Rules.IsDefault
            || manifest.Rules.Any(rule =>
                rule is null
                || rule.Addresses.IsDefault
                || rule.Topic0.IsDefault
                || rule.Topic1.IsDefault
                || rule.Topic2.IsDefault
            )
        )
        {
            throw new CommandFailure(
                ExitCode.DataInvalid,
                "the manifest makes no sense: something is missing (fetch the recording again)"
            );
        }

        if (manifest.Timers.Any(interval => interval <= TimeSpan.Zero))
        {
            throw new CommandFailure(
                ExitCode.DataInvalid,
                "the manifest makes no sense: a timer without an interval (fetch the recording again)"
            );
        }

        try
        {
            return new FeedPlan(new WatchRules(manifest.Rules))
            {
                Time = manifest.EventTime,
                ChainDelay = manifest.ChainDelay,
                Timers = new TimerPlan(manifest.Timers),
                Order = manifest.Order,
            };
        }
        catch (ArgumentException fault)
        {
            throw new CommandFailure(
                ExitCode.DataInvalid,
                $"the manifest makes no sense: {fault.Message} (fetch the recording again)",
                fault
            );
        }
    }

    /// <summary>For messages without a clock: every log, time as the chain says it.</summary>
    public static FeedPlan OfFrames { get; } =
        new(new WatchRules([WatchRule.Everything])) { Time = EventTimeSource.Chain };
}
