using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using FastArb.EvmMath;
using FastArb.Market;
using FastArb.Simulation;
using FastArb.Tests.House;
using FastArb.Verify;

namespace FastArb.Scenarios.Pools;

/// <summary>
/// A node that serves the blocks of a recording, and the contracts of its pools in the state after any of
/// them, as the file of truth has it.
/// </summary>
internal sealed class ServedMarket : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;
    private readonly NodeServer _server;
    private readonly RecordedTruth _truth;
    private readonly Queue<SimulatedBlock> _later = [];

    /// <summary>
    /// With all blocks of the recording, or with the first one, and the others as they are played.
    /// </summary>
    public ServedMarket(NodeLimits? limits = null, bool isLive = false)
    {
        Genesis = RecordedGenesis.Load(PathOf("genesis-reorg.json"));
        _truth = RecordedTruth.Load(PathOf("truth-reorg.jsonl.gz"), Genesis);
        var recorded = RecordedChain.Load(PathOf("genesis-reorg.json"), PathOf("frames-reorg.jsonl.gz"));
        SimulatedChain chain = recorded.Start();
        foreach (SimulatedBlock block in recorded.Blocks.Skip(1))
        {
            if (isLive)
            {
                _later.Enqueue(block);
            }
            else
            {
                chain.Follow(block);
            }
        }

        Chain = chain;
        _server = new NodeServer(new SimulatedNode(chain, limits: limits) { Call = Answer }, port: 0);
        _serving = _server.RunAsync(_stop.Token);
    }

    public RecordedGenesis Genesis { get; }

    public SimulatedChain Chain { get; }

    /// <summary>Where to ask; the path looks like a key.</summary>
    public string Url =>
        string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_server.Port}/v2/{Key}");

    public string WebSocketUrl =>
        string.Create(CultureInfo.InvariantCulture, $"ws://127.0.0.1:{_server.Port}");

    public static string Key => "c4n4ryc4n4ryc4n4ryc4n4ry";

    /// <summary>What the node lies about a pool's state after a block.</summary>
    public Func<SimulatedBlock, Pool, PoolContent, PoolContent> Lie { get; set; } =
        (_, _, content) => content;

    /// <summary>What the factories lie.</summary>
    public Func<Pool, Address> FactoryLie { get; set; } = pool => pool.Address;

    /// <summary>What tokens lie about their decimals.</summary>
    public Func<Token, int> DecimalsLie { get; set; } = token => token.Decimals;

    /// <summary>What is true after a block of the chain.</summary>
    public ImmutableArray<PoolContent> StateAt(SimulatedBlock block) => _truth.Find(block.Hash)!.Pools;

    /// <summary>The node announces the next block of the recording; false: there is none.</summary>
    public bool TryPlay()
    {
        if (!_later.TryDequeue(out SimulatedBlock? block))
        {
            return false;
        }

        _server.Use((node, now) => node.OnChainChanged(Chain.Follow(block), [block], now));
        return true;
    }

    /// <summary>A market's file that finds the recording's pools.</summary>
    public string Config()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"chain_id: {Genesis.Plan.ChainId}\ntokens:\n");
        foreach (Token token in Genesis.Plan.Tokens.All)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"  {token.Name}: {{ address: \"{token.Address}\", decimals: {token.Decimals} }}\n"
            );
        }

        text.Append("usd_tokens: [USDC]\nvenues:\n");
        foreach (Venue venue in Genesis.Plan.Venues)
        {
            string fees =
                venue.Kind.Shape == PoolShape.ConstantProduct
                    ? "fee: 997/1000"
                    : "tiers: { 100: 1, 500: 10, 3000: 60, 10000: 200 }";
            // One has to be asked.
            string proof =
                venue.Name == "SushiSwap"
                    ? string.Empty
                    : $", init_code_hash: \"0x{venue.InitCodeHash:x64}\"";
            text.Append(
                CultureInfo.InvariantCulture,
                $"  {venue.Name}: {{ kind: {venue.Kind.Name}, factory: \"{venue.Factory}\","
                    + $" {fees}{proof} }}\n"
            );
        }

        return text.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _server.Dispose();
        _stop.Dispose();
    }

    private NodeCallResult Answer(NodeCall call)
    {
        uint selector = Convert.ToUInt32(Convert.ToHexString(call.Data.Span[..4]), 16);
        if (Genesis.Plan.Tokens.At(call.To) is Token token)
        {
            return selector == 0x313ce567 ? Words((UInt256)(uint)DecimalsLie(token)) : Reverted();
        }

        if (selector is 0xe6a43905 or 0x1698ee82)
        {
            return FactoryAnswer(call);
        }

        Pool? pool = Genesis.Plan.Pools.FirstOrDefault(pool => pool.Address == call.To);
        if (pool is null)
        {
            return new NodeCallResult(default);
        }

        PoolContent content = Lie(call.Block, pool, StateAt(call.Block)[pool.Index]);
        return selector switch
        {
            0x0902f1ac => Words(content.Reserve0, content.Reserve1, 7u),
            0x3850c7bd => Words(content.SqrtPriceX96, Signed(content.Tick), 1u, 1u, 1u, 0u, 1u),
            0x1a686502 => Words(content.Liquidity),
            0xd0c93a7c => Words((UInt256)(uint)pool.TickSpacing),
            0x5339c296 => Words(Bits(content, pool, Argument(call))),
            0xf30dba93 => Tick(content, Argument(call)),
            _ => Reverted(),
        };
    }

    private NodeCallResult FactoryAnswer(NodeCall call)
    {
        Address token0 = Address.FromLowBits(CallResult.Word(call.Data[4..], 0));
        Address token1 = Address.FromLowBits(CallResult.Word(call.Data[4..], 1));
        bool isTiered = call.Data.Length > 4 + 64;
        Pool? pool = Genesis.Plan.Pools.FirstOrDefault(pool =>
            pool.Venue.Factory == call.To
            && pool.Token0.Address == token0
            && pool.Token1.Address == token1
            && (!isTiered || CallResult.Word(call.Data[4..], 2) == (UInt256)pool.FeePips)
        );
        return Words(pool is null ? default : FactoryLie(pool).ToWord());
    }

    private static UInt256 Bits(PoolContent content, Pool pool, int word)
    {
        UInt256 bits = default;
        foreach (PoolTick tick in content.Ticks)
        {
            int compressed = tick.Tick / pool.TickSpacing;
            bits |= compressed >> 8 == word ? UInt256.One << (compressed & 255) : default;
        }

        return bits;
    }

    private static NodeCallResult Tick(PoolContent content, int at)
    {
        PoolTick tick = content.Ticks.FirstOrDefault(tick => tick.Tick == at);
        return Words(tick.Gross, (UInt256)(Int256)tick.Net, 0u, 0u, 0u, 0u, 0u, 1u);
    }

    private static int Argument(NodeCall call) => (int)CallResult.Word(call.Data[4..], 0).Limbs.Item1;

    private static UInt256 Signed(int number) => (UInt256)(Int256)number;

    private static NodeCallResult Words(params UInt256[] words)
    {
        byte[] bytes = new byte[words.Length * UInt256.ByteCount];
        for (int i = 0; i < words.Length; i++)
        {
            words[i].WriteBigEndian(bytes.AsSpan(i * UInt256.ByteCount));
        }

        return new NodeCallResult(bytes);
    }

    private static NodeCallResult Reverted() => new(default, HasReverted: true);

    private static string PathOf(string file) => Repository.PathOf("tests/recordings/" + file);
}
