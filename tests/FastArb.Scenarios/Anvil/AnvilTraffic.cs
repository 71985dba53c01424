using System.Text.Json.Nodes;
using FastArb.EvmMath;
using FastArb.Tests;

namespace FastArb.Scenarios.Anvil;

/// <summary>
/// A token's holders at work on a chain that goes back now and then: who does what is drawn from a seed.
/// Block hashes are not, since the node puts its clock into them.
/// </summary>
internal sealed class AnvilTraffic
{
    public const int ReorgDepthMax = 6;

    public const int RollbackDepthMax = 3;

    private const int TransactionsPerBlockMax = 20;

    private const int AmountMax = 1_000_000;

    /// <summary>More than any other, so that the last block is none that was there before.</summary>
    private const int LastAmount = AmountMax + 1;

    private readonly AnvilRpc _rpc;
    private readonly string[] _accounts;
    private readonly SeededBits _bits;

    /// <summary>
    /// The node drops what it has not told its subscribers yet when the block goes away meanwhile; that is no
    /// fault of theirs, so each step waits a little.
    /// </summary>
    private readonly TimeSpan _pause;

    /// <summary>The chain as it was last seen, from the block before the first of the traffic.</summary>
    private readonly List<(string Hash, string Parent)> _chain = [];

    private readonly List<TruthReorg> _reorgs = [];

    private long _begin;

    private AnvilTraffic(AnvilRpc rpc, Erc20 token, string[] accounts, ulong seed, TimeSpan pause)
    {
        _rpc = rpc;
        Token = token;
        _accounts = accounts;
        _bits = new SeededBits(seed);
        _pause = pause;
    }

    public Erc20 Token { get; }

    private long Head => _begin + _chain.Count - 1;

    /// <summary>Deploys the token and gives each account a share.</summary>
    public static async Task<AnvilTraffic> PrepareAsync(
        AnvilRpc rpc,
        ulong seed,
        TimeSpan pause,
        CancellationToken cancellation
    )
    {
        string[] accounts = await rpc.AccountsAsync(cancellation);
        Erc20 token = await Erc20.DeployAsync(rpc, accounts[0], 1_000_000_000_000, cancellation);
        foreach (string account in accounts[1..])
        {
            await token.SendAsync(token.Transfer(accounts[0], account, 100_000_000_000), cancellation);
        }

        await rpc.MineAsync(1, cancellation);
        AnvilTraffic traffic = new(rpc, token, accounts, seed, pause);
        traffic._begin = await rpc.BlockNumberAsync(cancellation);
        traffic._chain.Add(await traffic.LinkAsync(traffic._begin, cancellation));
        return traffic;
    }

    /// <summary>So many steps, each of which mines at least one block.</summary>
    public async Task RunAsync(int steps, CancellationToken cancellation)
    {
        for (int step = 0; step < steps; step++)
        {
            await StepAsync(cancellation);
            await Task.Delay(_pause, cancellation);
        }

        // What went back last is known to others only when something new stands there.
        await Token.SendAsync(Token.Transfer(_accounts[0], _accounts[1], LastAmount), cancellation);
        await _rpc.MineAsync(1, cancellation);
        await NoteAsync("mine", cancellation);
    }

    /// <summary>Asks for all of it again: what was noted on the way tells of the reorgs only.</summary>
    public async Task<ChainTruth> TruthAsync(CancellationToken cancellation)
    {
        List<TruthBlock> blocks = [];
        for (long number = _begin + 1; number <= Head; number++)
        {
            (string hash, string parent) = await LinkAsync(number, cancellation);
            JsonArray logs = await _rpc.LogsOfBlockAsync(hash, cancellation);
            blocks.Add(new TruthBlock(number, hash, parent, [.. logs.Select(LogOf)]));
        }

        return new ChainTruth([.. blocks], [.. _reorgs]);
    }

    private async Task StepAsync(CancellationToken cancellation)
    {
        // The ancestor is one of the traffic's blocks, or nobody who came after the first could know it.
        long head = await _rpc.BlockNumberAsync(cancellation);
        int room = (int)Math.Min(head - _begin - 1, ReorgDepthMax);
        ulong draw = _bits.NextUInt64() % 100;
        if (draw < 14 && room > 0)
        {
            await ReorgAsync(1 + Draw(room), withTransactions: draw < 7, cancellation);
        }
        else if (draw < 22 && room > 0)
        {
            await RollbackAsync(1 + Draw(Math.Min(room, RollbackDepthMax)), cancellation);
        }
        else
        {
            await MineAsync("mine", cancellation);
        }
    }

    private async Task MineAsync(string method, CancellationToken cancellation)
    {
        foreach (JsonObject transaction in Transactions())
        {
            await Token.SendAsync(transaction, cancellation);
        }

        await _rpc.MineAsync(1, cancellation);
        await NoteAsync(method, cancellation);
    }

    private async Task ReorgAsync(int depth, bool withTransactions, CancellationToken cancellation)
    {
        List<(JsonObject Transaction, int Block)> replacements = [];
        for (int block = 0; withTransactions && block < depth; block++)
        {
            replacements.AddRange(Transactions().Select(transaction => (transaction, block)));
        }

        await _rpc.ReorgAsync(depth, replacements, cancellation);
        await NoteAsync("anvil_reorg", cancellation);
    }

    private async Task RollbackAsync(int depth, CancellationToken cancellation)
    {
        await _rpc.RollbackAsync(depth, cancellation);
        await MineAsync("anvil_rollback", cancellation);
    }

    /// <summary>A quarter of the blocks is empty; one call in eight asks for more than there is.</summary>
    private IEnumerable<JsonObject> Transactions()
    {
        int count = Draw(4) == 0 ? 0 : Draw(TransactionsPerBlockMax + 1);
        for (int i = 0; i < count; i++)
        {
            string from = _accounts[Draw(_accounts.Length)];
            string to = _accounts[Draw(_accounts.Length)];
            UInt256 amount = (UInt256)(ulong)Draw(AmountMax);
            yield return Draw(8) switch
            {
                0 => Token.Transfer(from, to, UInt256.MaxValue),
                1 => Token.Approve(from, to, amount),
                _ => Token.Transfer(from, to, amount),
            };
        }
    }

    /// <summary>
    /// Follows the new head down to a block that is known; what stood above it is gone. An empty block
    /// that is
    /// mined again within the same second is the same block: then nothing has happened that others could see,
    /// until a new one comes.
    /// </summary>
    private async Task NoteAsync(string method, CancellationToken cancellation)
    {
        List<(string Hash, string Parent)> added = [];
        long number = await _rpc.BlockNumberAsync(cancellation);
        for (; ; number--)
        {
            (string Hash, string Parent) link = await LinkAsync(number, cancellation);
            if (number <= Head && _chain[(int)(number - _begin)].Hash == link.Hash)
            {
                break;
            }

            added.Add(link);
        }

        if (added.Count > 0 && number < Head)
        {
            int kept = (int)(number - _begin) + 1;
            string[] dropped = [.. _chain[kept..].Select(link => link.Hash)];
            _reorgs.Add(new TruthReorg(number, _chain[kept - 1].Hash, method, dropped));
            _chain.RemoveRange(kept, _chain.Count - kept);
        }

        added.Reverse();
        _chain.AddRange(added);
    }

    private async Task<(string Hash, string Parent)> LinkAsync(long number, CancellationToken cancellation)
    {
        JsonNode block = await _rpc.BlockAsync(number, cancellation);
        return (AnvilRpc.TextOf(block["hash"]), AnvilRpc.TextOf(block["parentHash"]));
    }

    private static TruthLog LogOf(JsonNode? log) =>
        new(
            AnvilRpc.NumberOf(log!["logIndex"]),
            AnvilRpc.TextOf(log["address"]),
            [.. log["topics"]!.AsArray().Select(AnvilRpc.TextOf)],
            AnvilRpc.TextOf(log["data"])
        );

    private int Draw(int below) => (int)(_bits.NextUInt64() % (ulong)below);
}
