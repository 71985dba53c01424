using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using FastArb.Pipeline;
using FastArb.Ring;

namespace FastArb.Engines;

/// <summary>The options of the commands that share work out to threads.</summary>
internal sealed class LaneOptions
{
    private static readonly ImmutableArray<(string Name, WaitStyle Style)> s_waits =
    [
        ("busy", WaitStyle.BusySpin),
        ("yielding", WaitStyle.Yielding),
        ("hybrid", WaitStyle.Hybrid),
        ("blocking", WaitStyle.Blocking),
        ("sleeping", WaitStyle.Sleeping),
    ];

    private readonly Option<string> _lanes = new("--lanes")
    {
        Description = "How many threads run handlers: auto, a number, or fused (the reader runs them itself)",
        HelpName = "LANES",
        DefaultValueFactory = _ => "auto",
    };
    private readonly Option<string?> _cores = new("--cores")
    {
        Description =
            "The reader's core and then each lane's, such as 2,3,4; without it, as suits the machine",
        HelpName = "CORES",
    };
    private readonly Option<string?> _wait = new("--wait")
    {
        Description = $"How lanes wait: {Names}; without it, as suits the machine",
        HelpName = "STYLE",
    };
    private readonly Option<bool> _explain = new("--explain-lanes")
    {
        Description = "Say which thread would run where, and why, and do nothing else",
    };

    /// <summary>Those that choose.</summary>
    public IEnumerable<Option> Choices => [_lanes, _cores, _wait];

    /// <summary>Those, and the one that explains the choice.</summary>
    public IEnumerable<Option> All => [.. Choices, _explain];

    private static string Names => string.Join(", ", s_waits.Select(wait => wait.Name));

    public bool AsksToExplain(ParseResult parsed) => parsed.GetValue(_explain);

    /// <summary>The plan for these handlers on this machine.</summary>
    public LanePlan PlanOf(ParseResult parsed, MachineFacts machine, int handlers)
    {
        string lanes = parsed.GetRequiredValue(_lanes);
        string? cores = parsed.GetValue(_cores);
        string? wait = parsed.GetValue(_wait);
        LaneWishes wishes = new()
        {
            Lanes = LanesOf(lanes),
            Cores = cores is null ? [] : CoresOf(cores),
            WaitStyle = wait is null ? null : WaitOf(wait),
        };
        try
        {
            return LanePlan.For(machine, wishes, handlers);
        }
        catch (InvalidDataException refused)
        {
            string[] typed =
            [
                .. lanes == "auto" ? [] : (string[])[$"--lanes {lanes}"],
                .. cores is null ? [] : (string[])[$"--cores {cores}"],
                .. wait is null ? [] : (string[])[$"--wait {wait}"],
            ];
            throw Refusal($"{string.Join(' ', typed)}: {refused.Message}");
        }
    }

    private static int? LanesOf(string text) =>
        text switch
        {
            "auto" => null,
            "fused" => 0,
            _ when TryNumber(text, out int lanes) && lanes > 0 => lanes,
            _ => throw Refusal(
                $"--lanes {text} is not a number of lanes (write auto, fused or 1, 2, 3, ...)"
            ),
        };

    private static ImmutableArray<int> CoresOf(string text) =>
        [
            .. text.Split(',')
                .Select(one =>
                    TryNumber(one, out int core)
                        ? core
                        : throw Refusal(
                            $"--cores {text} is no list of cores (the reader's and the lanes', such as 2,3,4)"
                        )
                ),
        ];

    private static WaitStyle WaitOf(string text)
    {
        foreach ((string name, WaitStyle style) in s_waits)
        {
            if (text == name)
            {
                return style;
            }
        }

        throw Refusal($"--wait {text} is no way to wait (write {Names})");
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static CommandFailure Refusal(string message) => new(ExitCode.UsageOrNotFound, message);
}
