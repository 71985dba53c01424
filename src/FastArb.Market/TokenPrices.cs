// Runs on the thread of the lane that owns it, once for each sealed block: may not allocate. Costs 0.3 us for
// each pool that changed and some 1.2 us for each token, at the first question or before the next block.
using System.Collections.Immutable;
using FastArb.EvmMath;
using FastArb.Market.Internals;

namespace FastArb.Market;

/// <summary>
/// What tokens are worth in dollars, from pools alone. One that counts as a dollar is worth one; of another,
/// the median over its deepest pools with such a token, or with a token that has a price by those; of that
/// the median over the last sealed blocks. A state inside a block is never a price.
/// </summary>
public sealed class TokenPrices
{
    /// <summary>How many units make a dollar: prices have 18 decimals.</summary>
    public const ulong UnitsPerDollar = 1_000_000_000_000_000_000;

    // Depths are compared in dollars with so many decimals, which keeps their products within a word.
    private const int DepthDecimals = 6;

    private readonly PoolTable _pools;
    private readonly ImmutableArray<Token> _tokens;
    private readonly TokenPricesOptions _options;
    private readonly UInt256[] _unitsOf;
    private readonly PriceSide[][] _sides;
    private readonly PoolRatio[] _ratios;
    private readonly PriceWindow[] _windows;
    private readonly UInt128[] _byOneHop;
    private readonly UInt256[] _weights;
    private readonly UInt128[] _none;
    private readonly UInt256 _more = PowerOfTen(DepthDecimals);

    // The deepest sides of the token that is looked at, deepest first, then their prices.
    private readonly UInt256[] _depths;
    private readonly int[] _deepest;
    private readonly UInt128[] _said;

    // The blocks whose prices the windows hold, oldest first, round and round.
    private readonly long[] _blocks;
    private int _blockCount;
    private long _blockEnd;
    private bool _isDue;

    public TokenPrices(PoolTable pools, TokenPricesOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(pools);
        _pools = pools;
        _options = options ?? new TokenPricesOptions();
        _tokens = pools.Plan.Tokens.All;
        _unitsOf = [.. _tokens.Select(token => PowerOfTen(token.Decimals))];
        _sides = [.. _tokens.Select(SidesOf)];
        _ratios = new PoolRatio[pools.Plan.Pools.Length];
        _windows = [.. _tokens.Select(_ => new PriceWindow(_options.BlocksMax, _options.UndoBlocksMax))];
        _byOneHop = new UInt128[_tokens.Length];
        _weights = new UInt256[_tokens.Length];
        _none = new UInt128[_tokens.Length];
        _depths = new UInt256[_options.PoolsMax];
        _deepest = new int[_options.PoolsMax];
        _said = new UInt128[_options.PoolsMax];
        _blocks = new long[_options.BlocksMax + _options.UndoBlocksMax];
    }

    /// <summary>
    /// What one whole token is worth, in <see cref="UnitsPerDollar"/>; 0 where it has no price.
    /// </summary>
    public UInt128 UsdOf(int token)
    {
        Settle();
        return _tokens[token].CountsAsUsd ? UnitsPerDollar : _windows[token].Median;
    }

    /// <summary>What one whole unit of the chain's own currency is worth; 0 where nobody knows.</summary>
    public UInt128 NativeUsd => _options.NativeToken < 0 ? 0 : UsdOf(_options.NativeToken);

    /// <summary>
    /// What an amount of a token is worth, in <see cref="UnitsPerDollar"/>, rounded down; false where the
    /// token has no price.
    /// </summary>
    public bool TryValueOf(int token, in UInt256 amount, out UInt256 value)
    {
        UInt256 price = UsdOf(token);
        value = default;
        return !price.IsZero && UInt256.TryMulDiv(in amount, in price, in _unitsOf[token], out value);
    }

    /// <summary>How much of a token a value buys, rounded down; false where the token has no price.</summary>
    public bool TryAmountOf(int token, in UInt256 value, out UInt256 amount)
    {
        UInt256 price = UsdOf(token);
        amount = default;
        return !price.IsZero && UInt256.TryMulDiv(in value, in _unitsOf[token], in price, out amount);
    }

    /// <summary>
    /// What a token is worth in its pools at this moment, also one that counts as a dollar: in the first
    /// such one. To be shown, not to decide by.
    /// </summary>
    public UInt128 CrossRateOf(int token)
    {
        Token? reference = _tokens.FirstOrDefault(other => other.CountsAsUsd);
        if (reference is null || reference.Index == token)
        {
            return reference is null ? 0 : UnitsPerDollar;
        }

        UInt128[] prices = new UInt128[_tokens.Length];
        prices[reference.Index] = UnitsPerDollar;
        SetWeights(prices);
        return MedianOf(token, prices);
    }

    /// <summary>
    /// The states of this moment are a block's. Its prices are made when somebody asks, or by
    /// <see cref="Settle"/>, which must come before the next change of a pool.
    /// </summary>
    public void Seal(long block)
    {
        Settle();
        _blocks[_blockEnd % _blocks.Length] = block;
        _blockEnd++;
        _blockCount = Math.Min(_blockCount + 1, _blocks.Length);
        _isDue = true;
    }

    /// <summary>Makes the prices of the block sealed last, if that has not been done.</summary>
    public void Settle()
    {
        if (!_isDue)
        {
            return;
        }

        _isDue = false;
        foreach (Token token in _tokens)
        {
            _none[token.Index] = token.CountsAsUsd ? UnitsPerDollar : (UInt128)0;
        }

        SetWeights(_none);
        foreach (Token token in _tokens)
        {
            _byOneHop[token.Index] = token.CountsAsUsd ? UnitsPerDollar : MedianOf(token.Index, _none);
        }

        SetWeights(_byOneHop);
        foreach (Token token in _tokens)
        {
            if (!token.CountsAsUsd)
            {
                _windows[token.Index].Push(MedianOf(token.Index, _byOneHop));
            }
        }
    }

    /// <summary>
    /// Forgets the prices of all blocks above this one; the pools' states must be that block's by now.
    /// </summary>
    public void UndoTo(long block)
    {
        while (_blockCount > 0 && _blocks[(_blockEnd - 1) % _blocks.Length] > block)
        {
            _blockEnd--;
            _blockCount--;
            if (_isDue)
            {
                _isDue = false;
                continue;
            }

            foreach (PriceWindow window in _windows)
            {
                window.TryPop();
            }
        }
    }

    /// <summary>Forgets all prices: what comes next has no past.</summary>
    public void Clear()
    {
        _isDue = false;
        _blockCount = 0;
        foreach (PriceWindow window in _windows)
        {
            window.Clear();
        }
    }

    internal void Save(BinaryWriter writer)
    {
        Settle();
        writer.Write(_blockCount);
        for (long at = _blockEnd - _blockCount; at < _blockEnd; at++)
        {
            writer.Write(_blocks[at % _blocks.Length]);
        }

        foreach (Token token in _tokens.Where(token => !token.CountsAsUsd))
        {
            _windows[token.Index].Save(writer, _blockCount);
        }
    }

    internal void Restore(BinaryReader reader)
    {
        Clear();
        _blockCount = reader.ReadInt32();
        if ((uint)_blockCount > (uint)_blocks.Length)
        {
            throw new InvalidDataException($"there is no room for the prices of {_blockCount} blocks");
        }

        for (int i = 0; i < _blockCount; i++)
        {
            _blocks[_blockEnd++ % _blocks.Length] = reader.ReadInt64();
        }

        foreach (Token token in _tokens.Where(token => !token.CountsAsUsd))
        {
            _windows[token.Index].Restore(reader, _blockCount);
        }
    }

    private static UInt256 PowerOfTen(int exponent)
    {
        UInt256 power = UInt256.One;
        for (int i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        return power;
    }

    private PriceSide[] SidesOf(Token token) =>
        [
            .. _pools
                .Plan.Pools.Where(pool => pool.Token0 == token || pool.Token1 == token)
                .Select(pool => new PriceSide(
                    pool.Index,
                    (pool.Token0 == token ? pool.Token1 : pool.Token0).Index,
                    pool.Token0 == token
                )),
        ];

    // Of each token what one of its smallest units weighs, in dollars with many decimals.
    private void SetWeights(UInt128[] prices)
    {
        for (int i = 0; i < prices.Length; i++)
        {
            UInt256 price = prices[i];
            _weights[i] = price * _more / _unitsOf[i];
        }
    }

    private UInt128 MedianOf(int token, UInt128[] prices)
    {
        int count = 0;
        PriceSide[] sides = _sides[token];
        for (int i = 0; i < sides.Length; i++)
        {
            PriceSide side = sides[i];
            ref PoolRatio ratio = ref _ratios[side.Pool];
            ref readonly PoolState state = ref _pools.StateOf(side.Pool);
            if (ratio.Version != state.Version)
            {
                ratio = PoolRatio.Of(in state);
            }

            if (ratio.Speaks && prices[side.OtherToken] != 0)
            {
                UInt256 depth = side.IsToken0 ? ratio.Depth1 : ratio.Depth0;
                count = Rank(i, depth * _weights[side.OtherToken], count);
            }
        }

        int said = 0;
        for (int i = 0; i < count; i++)
        {
            if (TryPriceBy(sides[_deepest[i]], token, prices, out UInt128 price))
            {
                _said[said++] = price;
            }
        }

        Span<UInt128> sorted = _said.AsSpan(0, said);
        sorted.Sort();
        return said == 0 ? 0 : PriceWindow.Middle(sorted);
    }

    // Of equal depth the side that comes first in the plan stays before.
    private int Rank(int side, in UInt256 depth, int count)
    {
        int at = count;
        while (at > 0 && _depths[at - 1] < depth)
        {
            at--;
        }

        if (at == _depths.Length)
        {
            return count;
        }

        int moved = Math.Min(count, _depths.Length - 1) - at;
        _depths.AsSpan(at, moved).CopyTo(_depths.AsSpan(at + 1));
        _deepest.AsSpan(at, moved).CopyTo(_deepest.AsSpan(at + 1));
        _depths[at] = depth;
        _deepest[at] = side;
        return Math.Min(count + 1, _depths.Length);
    }

    private bool TryPriceBy(PriceSide side, int token, UInt128[] prices, out UInt128 price)
    {
        ref readonly PoolRatio ratio = ref _ratios[side.Pool];
        UInt256 scale = (UInt256)prices[side.OtherToken] * _unitsOf[token];
        UInt256 one = side.IsToken0 ? ratio.Ratio0 : ratio.Ratio1;
        UInt256.MultiplyFull(in one, in scale, out UInt256 low, out UInt256 high);
        UInt256 whole = ((high << 128) | (low >> 128)) / _unitsOf[side.OtherToken];
        price = high.BitLength <= 128 && whole.BitLength <= 128 ? (UInt128)whole : 0;
        return price != 0;
    }
}
