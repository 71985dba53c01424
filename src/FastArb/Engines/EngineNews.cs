using System.Globalization;
using FastArb.Market;
using FastArb.Pipeline;

namespace FastArb.Engines;

/// <summary>
/// What an engine has to say beside its feed: its market's notices, handlers that are out, cores it could not
/// have, commands that were refused. One caller at a time.
/// </summary>
internal sealed class EngineNews(LiveRun run, ControlServer server)
{
    private const int NoticesMax = 20;
    private static readonly TimeSpan s_pause = TimeSpan.FromMinutes(1);

    private long _refused;
    private long _refusedNext;
    private long _notices;

    public void Say(ProgressLine progress)
    {
        while (run.Threads.PinningsRefused.TryDequeue(out string? refusal))
        {
            progress.WriteLine($"note: {refusal}");
        }

        while (run.Outbox.TryTakeFault(out HandlerFault? fault))
        {
            string from = fault!.Sequence.ToString(CultureInfo.InvariantCulture);
            progress.WriteLine($"warning: {fault.Handler} is out from event {from}: {fault.Reason}");
        }

        while (run.Outbox.TryTakeNotice(out MarketNotice notice))
        {
            SayOf(notice, progress);
        }

        long now = Environment.TickCount64;
        if (server.Refused != _refused && now >= _refusedNext)
        {
            _refused = server.Refused;
            _refusedNext = now + (long)s_pause.TotalMilliseconds;
            string count = _refused.ToString("#,0", CultureInfo.InvariantCulture);
            progress.WriteLine($"warning: commands with a wrong token were refused ({count} by now)");
        }
    }

    // A market of a thousand pools that are not there needs no thousand lines.
    private void SayOf(MarketNotice notice, ProgressLine progress)
    {
        if (notice.Kind is MarketNoticeKind.Refused && ++_notices > NoticesMax)
        {
            return;
        }

        string pool = notice.Pool < 0 ? "" : $"{run.Lanes.Plan.Market.Pools[notice.Pool]}: ";
        progress.WriteLine($"note: {pool}{notice.Sentence}");
    }
}
