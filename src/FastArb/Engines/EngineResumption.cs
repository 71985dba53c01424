using System.Globalization;
using FastArb.Feed;
using FastArb.Feeds;
using FastArb.Pipeline;

namespace FastArb.Engines;

/// <summary>An engine in a folder that holds a run: it goes on with that, as it was begun.</summary>
internal static class EngineResumption
{
    /// <summary>Looks through what is there, before anything is changed.</summary>
    public static ResumedInput Open(Terminal terminal, string folder)
    {
        if (!File.Exists(EngineFolder.MarketOf(folder)))
        {
            throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                $"{folder} holds a recording that is no engine's (name a new folder)"
            );
        }

        try
        {
            ResumedInput resumed = ResumedInput.Open(folder);
            terminal.Messages.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"going on after {resumed.Inputs:#,0} inputs")
            );
            if (resumed.TornTail is { } torn)
            {
                terminal.Messages.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"warning: {torn.Bytes:#,0} bytes of an input that was cut short are left out"
                    )
                );
            }

            if (resumed.EventsCutFrom >= 0)
            {
                terminal.Messages.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"warning: events from {resumed.EventsCutFrom:#,0} on are cut: their input is lost"
                    )
                );
            }

            return resumed;
        }
        catch (RecordingDamagedException damage)
        {
            throw new CommandFailure(
                ExitCode.DataInvalid,
                $"{damage.Message}; the run cannot go on (name a new folder)",
                damage
            );
        }
    }

    /// <summary>
    /// The plan and the manifest that the run was begun with; handlers that were taken out remain so.
    /// </summary>
    public static (EnginePlan Plan, RunManifest Manifest) Of(
        string folder,
        EnginePlan plan,
        RunManifest manifest
    )
    {
        try
        {
            RunManifest begun = RunManifest.Load(folder);
            FeedPlan feed = RunPlan.Of(begun);
            manifest = manifest with
            {
                Anchor = begun.Anchor,
                Order = begun.Order,
                EventTime = begun.EventTime,
                ChainDelay = begun.ChainDelay,
                Rules = begun.Rules,
                Timers = begun.Timers,
            };
            manifest.Save(folder);
            return (plan with { Feed = feed, Interventions = Interventions.Read(folder) }, manifest);
        }
        catch (Exception wrong) when (wrong is IOException or InvalidDataException)
        {
            throw new CommandFailure(
                ExitCode.DataInvalid,
                $"{wrong.Message}; the run cannot go on (name a new folder)",
                wrong
            );
        }
    }
}
