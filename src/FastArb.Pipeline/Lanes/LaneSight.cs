using System.Globalization;

namespace FastArb.Pipeline;

/// <summary>
/// What was seen of a lane at the last looks, and whether it is enough to say that a handler holds it.
/// Time is
/// what the caller says it is; what passes while nobody lets the lane's thread run counts against no handler.
/// </summary>
internal sealed class LaneSight
{
    public const long PeriodNs = 20 * MillisecondNs;

    private const long MillisecondNs = 1_000_000;

    // One call, with the ring nearly full; and one call whatever the ring has.
    private const long HeldNsNearlyFull = 100 * MillisecondNs;
    private const long HeldNs = 1_000 * MillisecondNs;

    // Many calls of one handler: at four of five looks of half a second.
    private const int LooksInRow = 25;
    private const int LooksFound = 20;

    // A look that comes later is no proof: the whole process may have been stopped meanwhile.
    private const long PassedNsMax = 2 * PeriodNs;
    private const long Unknown = -1;

    private readonly int[] _found = new int[LooksInRow];
    private long _last;
    private long _call;
    private long _held;
    private int _looks;
    private long _starved = Unknown;

    /// <summary>Looks once; says why it is too long, or null.</summary>
    /// <param name="now">Nanoseconds that never go back.</param>
    /// <param name="call">The lane's <see cref="LanePulse.Call"/>.</param>
    /// <param name="isNearlyFull">Whether the ring is about to make the reader wait for this lane.</param>
    /// <param name="starvedNs">
    /// Asked only on suspicion: for how long, all in all, the lane's thread wanted to run and could not.
    /// </param>
    public string? Look(long now, long call, bool isNearlyFull, Func<long> starvedNs)
    {
        bool isSame = call != 0 && call == _call;
        long gap = now - _last;
        (_call, _last) = (call, now);
        _held = isSame ? _held : 0;
        _looks = isNearlyFull ? _looks : 0;
        if (!isSame && !isNearlyFull)
        {
            _starved = Unknown;
            return null;
        }

        long starved = starvedNs();
        long passed = _starved == Unknown ? 0 : gap - (starved - _starved);
        _starved = starved;
        _held += isSame ? Math.Clamp(passed, 0, PassedNsMax) : 0;
        if (isNearlyFull && passed > gap / 2)
        {
            _found[_looks++ % LooksInRow] = call == 0 ? -1 : LanePulse.HandlerOf(call);
        }

        return call == 0 ? null : Judge(LanePulse.HandlerOf(call), isNearlyFull);
    }

    /// <summary>What was seen before is of another lane.</summary>
    public void Forget() => (_call, _looks, _starved) = (0, 0, Unknown);

    private string? Judge(int handler, bool isNearlyFull)
    {
        if (_held > HeldNs || (_held > HeldNsNearlyFull && isNearlyFull))
        {
            return Words($"one call has lasted for {_held / MillisecondNs} ms");
        }

        int found = _looks < LooksInRow ? 0 : _found.Count(one => one == handler);
        return found < LooksFound
            ? null
            : Words($"at work at {found} of {LooksInRow} looks while its lane was too slow");
    }

    private static string Words(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
