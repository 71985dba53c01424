using System.Globalization;
using System.Text;
using System.Text.Json;
using FastArb.EvmMath;
using FastArb.Market;
using FastArb.Markets;
using FastArb.Simulation;
using FastArb.Tests.FrontDoor;
using Xunit;

namespace FastArb.Scenarios.Pools;

/// <summary>
/// <c>fastarb pools</c> and <c>fastarb quote</c> over HTTP, against a market that is known.
/// </summary>
public sealed class Pools_Commands : IAsyncLifetime
{
    private readonly ScratchFolder _scratch = new();
    private readonly ServedMarket _market = new(new NodeLimits { BatchMax = 70 });
    private string _config = string.Empty;

    public ValueTask InitializeAsync()
    {
        _config = _scratch.Write("market.yaml", Encoding.UTF8.GetBytes(_market.Config()));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _market.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public void Exactly_the_pools_that_the_chain_has_are_found()
    {
        using JsonDocument list = Json("pools", "list");
        Assert.Equal(
            _market
                .Genesis.Plan.Pools.Select(pool => pool.Address.ToString())
                .ToHashSet(StringComparer.Ordinal),
            list.RootElement.GetProperty("pools")
                .EnumerateArray()
                .Select(pool => pool.GetProperty("address").GetString()!)
                .ToHashSet(StringComparer.Ordinal)
        );
        Assert.True(
            list.RootElement.GetProperty("lookedFor").GetInt32() > 2 * _market.Genesis.Plan.Pools.Length
        );
    }

    [Fact]
    public void Ticks_that_cannot_be_are_the_node_s_fault()
    {
        PoolContent content = _market.StateAt(_market.Chain.Head)[Concentrated.Index];
        PoolTick first = content.Ticks[0];
        PoolContent altered = content with
        {
            Ticks = content.Ticks.SetItem(0, first with { Net = (Int128)first.Gross + 1 }),
        };
        CommandFailure failure = Assert.Throws<CommandFailure>(() =>
            QuoteCommand.Quoted(
                Concentrated,
                altered,
                Concentrated.Token0,
                Concentrated.Token1,
                UInt256.One,
                exactOut: false
            )
        );
        Assert.Equal(ExitCode.DataInvalid, failure.ExitCode);
        Assert.Contains("cannot be", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pool_is_shown_as_the_chain_has_it_at_any_block()
    {
        SimulatedBlock[] blocks = [_market.Chain.Head, _market.Chain.At(_market.Chain.Head.Number - 20)!];
        foreach (SimulatedBlock block in blocks)
        {
            foreach (Pool pool in (Pool[])[Concentrated, ConstantProductPool])
            {
                PoolContent truth = _market.StateAt(block)[pool.Index];
                using JsonDocument shown = Json(
                    "pools",
                    "show",
                    pool.Address.ToString(),
                    "--block",
                    block.Number.ToString(CultureInfo.InvariantCulture)
                );
                JsonElement state = shown.RootElement.GetProperty("state");
                if (pool == ConstantProductPool)
                {
                    Assert.Equal(
                        truth.Reserve0.ToString(CultureInfo.InvariantCulture),
                        Text(state, "reserve0")
                    );
                    Assert.Equal(
                        truth.Reserve1.ToString(CultureInfo.InvariantCulture),
                        Text(state, "reserve1")
                    );
                    continue;
                }

                Assert.Equal(
                    truth.SqrtPriceX96.ToString(null, CultureInfo.InvariantCulture),
                    Text(state, "sqrtPriceX96")
                );
                Assert.Equal(
                    truth.Ticks.Select(tick => tick.ToString()),
                    state
                        .GetProperty("ticks")
                        .EnumerateArray()
                        .Select(tick =>
                            new PoolTick(
                                int.Parse(tick[0].GetString()!, CultureInfo.InvariantCulture),
                                UInt128.Parse(tick[1].GetString()!, CultureInfo.InvariantCulture),
                                Int128.Parse(tick[2].GetString()!, CultureInfo.InvariantCulture)
                            ).ToString()
                        ),
                    StringComparer.Ordinal
                );
            }
        }
    }

    [Fact]
    public void Pools_that_are_followed_for_some_blocks_equal_those_that_are_read_again()
    {
        using JsonDocument report = Json("pools", "verify", "--blocks", "40");
        Assert.Equal(30, report.RootElement.GetProperty("pools").GetArrayLength());
        Assert.True(report.RootElement.GetProperty("logs").GetInt32() > 100);
        Assert.All(
            report.RootElement.GetProperty("pools").EnumerateArray(),
            pool => Assert.Equal(JsonValueKind.Null, pool.GetProperty("difference").ValueKind)
        );
    }

    [Fact]
    public void A_state_that_does_not_follow_from_the_logs_exits_7()
    {
        _market.Lie = (block, pool, content) =>
            block == _market.Chain.Head && pool == ConstantProductPool
                ? content with
                {
                    Reserve0 = content.Reserve0 + 1,
                }
                : content;
        string name = ConstantProductPool.Address.ToString();
        Assert.Equal(ExitCode.Ok, Run(out _, out _, "pools", "verify", Concentrated.Address.ToString()));
        Assert.Equal(
            ExitCode.VerificationMismatch,
            Run(out string output, out string said, "pools", "verify", name)
        );
        Assert.Contains("reserves ", output, StringComparison.Ordinal);
        Assert.Contains("1 of 1 pools differ", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Quotes_are_those_of_the_pool_at_that_block()
    {
        PoolContent pair = _market.StateAt(_market.Chain.Head)[ConstantProductPool.Index];
        using JsonDocument quote = Json("quote", ConstantProductPool.Address.ToString(), "0.01");
        UInt256 units = (UInt256)(ulong)Math.Pow(10, ConstantProductPool.Token0.Decimals - 2);
        Assert.Equal(
            ConstantProductResult.Ok,
            ConstantProduct.AmountOut(
                in units,
                (UInt256)pair.Reserve0,
                (UInt256)pair.Reserve1,
                SwapFee.Uniswap,
                out UInt256 expected
            )
        );
        Assert.Equal(
            expected.ToString(null, CultureInfo.InvariantCulture),
            Text(quote.RootElement, "unitsOut")
        );

        PoolContent content = _market.StateAt(_market.Chain.Head)[Concentrated.Index];
        foreach (bool exactOut in (bool[])[false, true])
        {
            string amount = "0.05";
            Token given = exactOut ? Concentrated.Token1 : Concentrated.Token0;
            Assert.True(TokenAmount.TryParse(amount, given.Decimals, out UInt256 asked));
            QuoteReport direct = QuoteCommand.Quoted(
                Concentrated,
                content,
                Concentrated.Token0,
                Concentrated.Token1,
                in asked,
                exactOut
            );
            string[] more = exactOut ? ["--exact-out"] : [];
            using JsonDocument ours = Json(["quote", Concentrated.Address.ToString(), amount, .. more]);
            Assert.Equal(direct.UnitsIn, Text(ours.RootElement, "unitsIn"));
            Assert.Equal(direct.UnitsOut, Text(ours.RootElement, "unitsOut"));
            Assert.Equal("full", Text(ours.RootElement, "outcome"));
            Assert.True(direct.UnitsOut.Length > 1);
        }
    }

    [Fact]
    public void A_pool_by_its_name_is_the_pool_of_that_name()
    {
        string name = PoolNames.Of(
            Concentrated.Venue with
            {
                Tiers = [new FeeTier(Concentrated.FeePips, Concentrated.TickSpacing)],
            },
            Concentrated.Token1,
            Concentrated.Token0,
            Concentrated.FeePips
        );
        using JsonDocument quote = Json("quote", name, "0.05");
        Assert.Equal(Concentrated.Token1.Name, Text(quote.RootElement, "tokenIn"));
        using JsonDocument other = Json("quote", name, "0.05", "--token-in", Concentrated.Token0.Name);
        Assert.Equal(Concentrated.Token0.Name, Text(other.RootElement, "tokenIn"));
    }

    [Fact]
    public void What_a_false_factory_or_token_says_is_refused()
    {
        _market.FactoryLie = pool => pool == ConstantProductPool ? Concentrated.Address : pool.Address;
        string address = ConstantProductPool.Address.ToString();
        Assert.Equal(ExitCode.DataInvalid, Run(out _, out string said, "pools", "show", address));
        Assert.Contains("is refused: the factory of", said, StringComparison.Ordinal);

        _market.FactoryLie = pool => pool.Address;
        _market.DecimalsLie = token => token.Name == "USDC" ? 18 : token.Decimals;
        Assert.Equal(ExitCode.Ok, Run(out string listed, out _, "pools", "list"));
        Assert.Contains("refused: USDC has 18 decimals, not 6", listed, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_chain_a_silent_node_and_a_pool_that_is_not_there_have_their_codes()
    {
        Assert.Equal(
            ExitCode.Configuration,
            Run(out _, out string said, "pools", "list", "--config", Write("chain_id: 137", "chain_id: 1"))
        );
        Assert.Contains("serves chain 137; the market", said, StringComparison.Ordinal);
        Assert.Equal(
            ExitCode.TimeoutOrUnreachable,
            Run(out _, out _, "pools", "list", "--rpc", "http://127.0.0.1:1/" + ServedMarket.Key)
        );
        Assert.Equal(ExitCode.UsageOrNotFound, Run(out _, out said, "quote", "WETH/USDC@Quick", "1"));
        Assert.Contains("no such pool", said, StringComparison.Ordinal);
        Assert.Equal(ExitCode.UsageOrNotFound, Run(out _, out _, "quote", "WETH/USDC@QuickSwap", "1e3"));
        Assert.Equal(
            ExitCode.TimeoutOrUnreachable,
            Run(out _, out said, "pools", "list", "--block", "99999999999")
        );
        Assert.Contains("does not have block", said, StringComparison.Ordinal);
    }

    private Pool Concentrated => _market.Genesis.Plan.Pools.First(pool => pool.FeePips == 500);

    private Pool ConstantProductPool =>
        _market.Genesis.Plan.Pools.First(pool => pool.Venue.Kind.Shape == PoolShape.ConstantProduct);

    private string Write(string from, string to) =>
        _scratch.Write(
            "changed.yaml",
            Encoding.UTF8.GetBytes(_market.Config().Replace(from, to, StringComparison.Ordinal))
        );

    private static string Text(JsonElement parent, string name) => parent.GetProperty(name).GetString()!;

    private JsonDocument Json(params string[] arguments)
    {
        ExitCode code = Run(out string output, out string messages, [.. arguments, "--json"]);
        Assert.True(code == ExitCode.Ok, $"{code}: {messages}");
        return JsonDocument.Parse(output);
    }

    // The key of the URL is nowhere, whatever happens.
    private ExitCode Run(out string output, out string messages, params string[] arguments)
    {
        string[] config = arguments.Contains("--config", StringComparer.Ordinal) ? [] : ["--config", _config];
        string[] rpc = arguments.Contains("--rpc", StringComparer.Ordinal) ? [] : ["--rpc", _market.Url];
        using StringWriter data = new();
        using StringWriter said = new();
        ExitCode code = new CommandTree(Terminal.Plain(data, said)).Run([.. arguments, .. config, .. rpc]);
        (output, messages) = (data.ToString(), said.ToString());
        Assert.DoesNotContain(ServedMarket.Key, output + messages, StringComparison.Ordinal);
        return code;
    }
}
