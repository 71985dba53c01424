using System.Globalization;
using System.Text;
using FastArb.Chain;
using FastArb.Market;

namespace FastArb.Pipeline;

/// <summary>
/// One number for all that a lane's state depends on besides events: another market, other options, other
/// handlers or another build of the program have another.
/// </summary>
internal static class PlanFingerprint
{
    public static UInt128 Of(EnginePlan plan)
    {
        StringBuilder text = new();
        Add(text, $"{plan.Market.ChainId} {plan.Pools} {plan.Loading with { Asks = true }}");
        Add(text, $"{plan.Genesis?.Head} {plan.Genesis?.Pools.Length} {plan.Routes.Count} routes");
        foreach (Token token in plan.Market.Tokens.All)
        {
            Add(text, $"{token}");
        }

        foreach (Pool pool in plan.Market.Pools)
        {
            Add(text, $"{pool} {pool.Id} {pool.FeePips} {pool.TickSpacing} {pool.Venue.Fee}");
        }

        foreach (WatchRule rule in plan.Feed.Rules.Rules)
        {
            Add(text, $"{rule.Name} {string.Join(' ', rule.Topic0)} {string.Join(' ', rule.Addresses)}");
        }

        // What a build makes of the same events may differ from what another one makes of them.
        Add(text, $"{typeof(Lane).Module.ModuleVersionId} {typeof(LiveMarket).Module.ModuleVersionId}");
        foreach (HandlerPlan handler in plan.Handlers)
        {
            Add(text, $"{handler.Name} {handler.Make.Method.Module.ModuleVersionId}");
        }

        RunningHash hash = new();
        hash.Append(Encoding.UTF8.GetBytes(text.ToString()));
        return hash.Value;
    }

    private static void Add(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
