using FastArb.Pipeline;

namespace FastArb.Tests.Pipeline;

/// <summary>What lanes have come to, in a form that two plans can be compared by.</summary>
internal static class LaneResults
{
    public const int QuoteHandlers = 12;

    public static IEnumerable<T> Handlers<T>(LaneSet lanes)
        where T : LaneHandler => lanes.Lanes.SelectMany(lane => lane.Handlers).OfType<T>();

    /// <summary>What the handlers that every plan has have kept, by name.</summary>
    public static string Kept(LaneSet lanes) =>
        string.Join(
            '\n',
            Handlers<QuoteHandler>(lanes)
                .OrderBy(handler => handler.Name, StringComparer.Ordinal)
                .Select(handler => $"{handler.Name}: {handler.Quotes} {handler.Profits} {handler.Digest:x}")
        );
}
