using System.Globalization;

namespace FastArb.Scenarios.Anvil;

/// <summary>How a node is started; what is not said is as anvil likes it.</summary>
internal sealed record AnvilOptions
{
    public long ChainId { get; init; } = 31_337;

    public int Accounts { get; init; } = 5;

    /// <summary>A block each so often; without it a block comes when a test asks for one.</summary>
    public TimeSpan? BlockTime { get; init; }

    /// <summary>Of a block; a test's contracts may read a whole market in one call.</summary>
    public long GasLimit { get; init; } = 30_000_000;

    /// <summary>As sent: then one seed gives the same blocks each time.</summary>
    public string TransactionOrder { get; init; } = "fifo";

    /// <summary>One thread serves: the machine has other things to do.</summary>
    public IEnumerable<string> Arguments =>
        [
            "--port",
            "0",
            "--threads",
            "1",
            "--chain-id",
            ChainId.ToString(CultureInfo.InvariantCulture),
            "--accounts",
            Accounts.ToString(CultureInfo.InvariantCulture),
            "--gas-limit",
            GasLimit.ToString(CultureInfo.InvariantCulture),
            "--order",
            TransactionOrder,
            .. BlockTime is { } time
                ? (string[])["--block-time", time.TotalSeconds.ToString(CultureInfo.InvariantCulture)]
                : ["--no-mining"],
        ];
}
