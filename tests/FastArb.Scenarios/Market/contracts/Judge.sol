// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.28;

import "./Token.sol";
import "./Uniswap.sol";

/// Says what pools hold and what swaps do. Whatever it tries it takes back, so it is called, never sent.
/// Lists go in and come out as words. A pool's word is its address, with bit 255 where it is concentrated.
contract Judge {
    uint256 private constant Concentrated = 1 << 255;
    uint256 private constant ZeroForOne = 1 << 254;
    uint160 private constant PriceMin = 4295128739;
    uint160 private constant PriceMax = 1461446703485210103287273052203988822378723970342;

    /// Of each pool a number of words, then these: the reserves, or price, tick, liquidity and each
    /// initialized tick with its gross and net liquidity.
    function states(uint256[] calldata pools) external view returns (uint256[] memory words) {
        words = new uint256[](1 << 16);
        uint256 at = 0;
        for (uint256 i = 0; i < pools.length; i++) {
            uint256 end = pools[i] & Concentrated == 0
                ? pairState(IPair(address(uint160(pools[i]))), words, at + 1)
                : poolState(IPool(address(uint160(pools[i]))), words, at + 1);
            words[at] = end - at - 1;
            at = end;
        }
        shorten(words, at);
    }

    /// Of each swap: pool and direction, amount, price limit; what a pair is asked for is its amount out,
    /// the limit then being the amount in. Gives seven words: see the two that follow.
    function swaps(uint256[] calldata asked) external returns (uint256[] memory words) {
        words = new uint256[]((asked.length / 3) * 7);
        for (uint256 i = 0; i < asked.length; i += 3) {
            uint256 at = (i / 3) * 7;
            if (asked[i] & Concentrated != 0) {
                poolSwap(asked[i], int256(asked[i + 1]), uint160(asked[i + 2]), words, at);
            } else {
                pairSwap(asked[i], asked[i + 1], asked[i + 2], words, at);
            }
        }
    }

    /// Whether the pair takes it, the reserves then, and whether it gives one more, or takes one less.
    function pairSwap(uint256 pool, uint256 amountOut, uint256 amountIn, uint256[] memory words, uint256 at)
        private
    {
        (words[at], words[at + 1], words[at + 2]) = tryPair(pool, amountIn, amountOut);
        (words[at + 3], , ) = tryPair(pool, amountIn, amountOut + 1);
        if (amountIn > 0) (words[at + 4], , ) = tryPair(pool, amountIn - 1, amountOut);
    }

    function tryPair(uint256 pool, uint256 amountIn, uint256 amountOut)
        private
        returns (uint256, uint256, uint256)
    {
        try this.swapPair(pool, amountIn, amountOut) {
            revert();
        } catch (bytes memory said) {
            // The pair's own refusals are texts.
            return said.length == 96 ? abi.decode(said, (uint256, uint256, uint256)) : (0, 0, 0);
        }
    }

    function swapPair(uint256 pool, uint256 amountIn, uint256 amountOut) external {
        IPair pair = IPair(address(uint160(pool)));
        bool zeroForOne = pool & ZeroForOne != 0;
        Token(zeroForOne ? pair.token0() : pair.token1()).mint(address(pair), amountIn);
        pair.swap(zeroForOne ? 0 : amountOut, zeroForOne ? amountOut : 0, address(this), "");
        (uint256 reserve0, uint256 reserve1, ) = pair.getReserves();
        give(abi.encode(1, reserve0, reserve1));
    }

    /// Whether the pool takes it, its deltas, price, tick and liquidity then, and the gas of the swap.
    function poolSwap(uint256 pool, int256 amount, uint160 limit, uint256[] memory words, uint256 at)
        private
    {
        bool zeroForOne = pool & ZeroForOne != 0;
        if (limit == 0) limit = zeroForOne ? PriceMin + 1 : PriceMax - 1;
        words[at + 6] = gasleft();
        try IPool(address(uint160(pool))).swap(address(this), zeroForOne, amount, limit, "") {
            revert();
        } catch (bytes memory said) {
            words[at + 6] -= gasleft();
            if (said.length == 160) {
                words[at] = 1;
                for (uint256 i = 0; i < 5; i++) {
                    words[at + 1 + i] = word(said, i);
                }
            }
        }
    }

    function uniswapV3SwapCallback(int256 amount0, int256 amount1, bytes calldata data) external {
        if (data.length == 0) {
            (uint160 price, int24 tick, , , , , ) = IPool(msg.sender).slot0();
            give(abi.encode(amount0, amount1, price, tick, IPool(msg.sender).liquidity()));
        }
        Token token = Token(abi.decode(data, (address)));
        token.transfer(msg.sender, uint256(amount0 > 0 ? amount0 : amount1));
    }

    /// Of each run: amount, number of legs, then pool and token in of each leg. Gives for each: what came
    /// back, 0 where it failed; then output and gas of each leg.
    function routes(uint256[] calldata asked) external returns (uint256[] memory words) {
        words = new uint256[](asked.length);
        uint256 at = 0;
        for (uint256 i = 0; i < asked.length; ) {
            uint256 size = 2 * asked[i + 1];
            try this.route(asked[i], asked[i + 2:i + 2 + size]) {
                revert();
            } catch (bytes memory said) {
                if (said.length == (1 + size) * 32) {
                    for (uint256 j = 0; j <= size; j++) {
                        words[at + j] = word(said, j);
                    }
                }
            }
            at += 1 + size;
            i += 2 + size;
        }
        shorten(words, at);
    }

    /// Has nothing but the first token, so that what it has of it in the end is what the route pays.
    function route(uint256 amount, uint256[] calldata legs) external {
        uint256[] memory words = new uint256[](legs.length + 1);
        Token start = Token(address(uint160(legs[1])));
        start.mint(address(this), amount);
        for (uint256 i = 0; i < legs.length; i += 2) {
            address token = address(uint160(legs[i + 1]));
            uint256 before = gasleft();
            amount = legs[i] & Concentrated == 0
                ? pairLeg(legs[i], token, amount)
                : poolLeg(legs[i], token, amount);
            words[i + 2] = before - gasleft();
            words[i + 1] = amount;
        }
        words[0] = start.balanceOf(address(this));
        give(abi.encodePacked(words));
    }

    function pairLeg(uint256 pool, address token, uint256 amountIn) private returns (uint256 amountOut) {
        IPair pair = IPair(address(uint160(pool)));
        bool zeroForOne = pool & ZeroForOne != 0;
        (uint256 reserve0, uint256 reserve1, ) = pair.getReserves();
        (uint256 reserveIn, uint256 reserveOut) = zeroForOne ? (reserve0, reserve1) : (reserve1, reserve0);
        amountOut = (amountIn * 997 * reserveOut) / (reserveIn * 1000 + amountIn * 997);
        Token(token).transfer(address(pair), amountIn);
        pair.swap(zeroForOne ? 0 : amountOut, zeroForOne ? amountOut : 0, address(this), "");
    }

    function poolLeg(uint256 pool, address token, uint256 amountIn) private returns (uint256) {
        bool zeroForOne = pool & ZeroForOne != 0;
        uint160 limit = zeroForOne ? PriceMin + 1 : PriceMax - 1;
        (int256 amount0, int256 amount1) = IPool(address(uint160(pool))).swap(
            address(this),
            zeroForOne,
            int256(amountIn),
            limit,
            abi.encode(token)
        );
        (int256 paid, int256 got) = zeroForOne ? (amount0, amount1) : (amount1, amount0);
        require(paid == int256(amountIn));
        return uint256(-got);
    }

    function pairState(IPair pair, uint256[] memory words, uint256 at) private view returns (uint256) {
        (words[at], words[at + 1], ) = pair.getReserves();
        return at + 2;
    }

    function poolState(IPool pool, uint256[] memory words, uint256 at) private view returns (uint256) {
        (uint160 price, int24 tick, , , , , ) = pool.slot0();
        words[at] = price;
        words[at + 1] = uint256(int256(tick));
        words[at + 2] = pool.liquidity();
        at += 3;
        int24 spacing = pool.tickSpacing();
        int24 last = (887272 / spacing) >> 8;
        for (int24 place = -last - 1; place <= last; place++) {
            uint256 bits = pool.tickBitmap(int16(place));
            for (int24 bit = 0; bits != 0; bit++) {
                if (bits & 1 != 0) {
                    tick = (place * 256 + bit) * spacing;
                    (uint128 gross, int128 net, , , , , , ) = pool.ticks(tick);
                    words[at] = uint256(int256(tick));
                    words[at + 1] = gross;
                    words[at + 2] = uint256(int256(net));
                    at += 3;
                }
                bits >>= 1;
            }
        }
        return at;
    }

    function word(bytes memory said, uint256 index) private pure returns (uint256 result) {
        assembly {
            result := mload(add(add(said, 32), mul(index, 32)))
        }
    }

    function shorten(uint256[] memory words, uint256 length) private pure {
        assembly {
            mstore(words, length)
        }
    }

    function give(bytes memory said) private pure {
        assembly {
            revert(add(said, 32), mload(said))
        }
    }
}
