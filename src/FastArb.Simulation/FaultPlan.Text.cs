using System.Globalization;
using System.Text;

namespace FastArb.Simulation;

/// <content>The plan as text: <c>cut=200,delay=1000,delay-ms=300,seed=7</c>.</content>
public readonly partial record struct FaultPlan
{
    private static readonly FaultKind[] s_cuts =
    [
        FaultKind.CutReset,
        FaultKind.CutHangUp,
        FaultKind.CutClose,
        FaultKind.CutFrame,
        FaultKind.CutSilence,
    ];

    private static readonly (
        string Name,
        Func<FaultPlan, int> Get,
        Func<FaultPlan, int, FaultPlan> Set
    )[] s_amounts =
    [
        ("delay-ms", plan => plan.DelayMs, (plan, value) => plan with { DelayMs = value }),
        ("reorder-ms", plan => plan.ReorderMs, (plan, value) => plan with { ReorderMs = value }),
        (
            "retry-after",
            plan => plan.RetryAfterSeconds,
            (plan, value) => plan with { RetryAfterSeconds = value }
        ),
        ("backends", plan => plan.Backends, (plan, value) => plan with { Backends = value }),
        ("lag", plan => plan.LagBlocks, (plan, value) => plan with { LagBlocks = value }),
        ("early", plan => plan.EarlyCount, (plan, value) => plan with { EarlyCount = value }),
        ("late-ms", plan => plan.LateMs, (plan, value) => plan with { LateMs = value }),
        ("reorg-depth", plan => plan.ReorgDepth, (plan, value) => plan with { ReorgDepth = value }),
        ("halt-ms", plan => plan.HaltMs, (plan, value) => plan with { HaltMs = value }),
    ];

    /// <summary>The names that are a rate, in parts per million, and the kinds they stand for.</summary>
    internal static IEnumerable<(string Name, FaultKind[] Kinds)> RateNames =>
        Enum.GetValues<FaultKind>()
            .Where(kind => kind is not (FaultKind.Lag or FaultKind.Early))
            .Select(kind => (NameOf(kind), (FaultKind[])[kind]))
            .Prepend(("cut", s_cuts));

    /// <summary>The names that are a number of something.</summary>
    internal static IEnumerable<string> AmountNames => s_amounts.Select(amount => amount.Name);

    /// <summary>Reads a plan. <c>lag</c> without <c>backends</c> means three of them.</summary>
    public static bool TryParse(string text, out FaultPlan plan, out string reason)
    {
        ArgumentNullException.ThrowIfNull(text);
        plan = None;
        reason = string.Empty;
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = part.Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair.Length != 2 || !TrySet(ref plan, pair[0], pair[1]))
            {
                reason = Reason(pair[0], pair.Length == 2);
                return false;
            }
        }

        if (plan is { LagBlocks: > 0, Backends: 1 })
        {
            plan = plan with { Backends = 3 };
        }

        return true;
    }

    public override string ToString()
    {
        StringBuilder text = new();
        foreach ((string name, FaultKind[] kinds) in RateNames)
        {
            if (kinds.Length == 1 && this[kinds[0]] != 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}={this[kinds[0]]},");
            }
        }

        foreach ((string name, Func<FaultPlan, int> get, _) in s_amounts)
        {
            if (get(this) != get(None))
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}={get(this)},");
            }
        }

        return text.Append(CultureInfo.InvariantCulture, $"seed={Seed}").ToString();
    }

    /// <summary>The name of a kind in a text.</summary>
    internal static string NameOf(FaultKind kind)
    {
        StringBuilder name = new();
        foreach (char sign in kind.ToString())
        {
            bool begins = char.IsAsciiLetterUpper(sign) || (char.IsAsciiDigit(sign) && !EndsInDigit(name));
            if (name.Length > 0 && begins)
            {
                name.Append('-');
            }

            name.Append(char.ToLowerInvariant(sign));
        }

        return name.ToString();
    }

    private static bool EndsInDigit(StringBuilder name) => name.Length > 0 && char.IsAsciiDigit(name[^1]);

    private static bool TrySet(ref FaultPlan plan, string name, string text)
    {
        if (
            name == "seed"
            && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed)
        )
        {
            plan = plan with { Seed = seed };
            return true;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value))
        {
            return false;
        }

        int place = Array.FindIndex(s_amounts, amount => amount.Name == name);
        if (place >= 0)
        {
            plan = s_amounts[place].Set(plan, value);
            return true;
        }

        FaultKind[] kinds = RateNames.FirstOrDefault(rate => rate.Name == name).Kinds ?? [];
        foreach (FaultKind kind in kinds)
        {
            plan = plan.With(kind, value);
        }

        return kinds.Length > 0;
    }

    private static string Reason(string name, bool hasValue)
    {
        bool isKnown =
            name == "seed"
            || AmountNames.Concat(RateNames.Select(rate => rate.Name)).Contains(name, StringComparer.Ordinal);
        return isKnown
            ? $"{name} needs {(hasValue ? "another" : "a")} number: {name}=200"
            : $"no fault is named '{name}'";
    }
}
