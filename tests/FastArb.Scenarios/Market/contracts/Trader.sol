// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.28;

import "./Token.sol";
import "./Uniswap.sol";

/// Does all that moves a pool, with tokens it makes when they are due.
contract Trader {
    /// Several in one transaction; what one of them reverts does not stop the others.
    function many(bytes[] calldata calls) external {
        for (uint256 i = 0; i < calls.length; i++) {
            (bool ok, ) = address(this).call(calls[i]);
            ok;
        }
    }

    function pairMint(IPair pair, uint256 amount0, uint256 amount1) external {
        pay(pair.token0(), address(pair), amount0);
        pay(pair.token1(), address(pair), amount1);
        pair.mint(address(this));
    }

    function pairBurn(IPair pair, uint256 millionths) external {
        pair.transfer(address(pair), (pair.balanceOf(address(this)) * millionths) / 1e6);
        pair.burn(address(this));
    }

    function pairSwap(IPair pair, bool zeroForOne, uint256 amountIn) external {
        (uint256 reserve0, uint256 reserve1, ) = pair.getReserves();
        (uint256 reserveIn, uint256 reserveOut) = zeroForOne ? (reserve0, reserve1) : (reserve1, reserve0);
        uint256 kept = amountIn * 997;
        uint256 amountOut = (kept * reserveOut) / (reserveIn * 1000 + kept);
        pay(zeroForOne ? pair.token0() : pair.token1(), address(pair), amountIn);
        pair.swap(zeroForOne ? 0 : amountOut, zeroForOne ? amountOut : 0, address(this), "");
    }

    function pairFlash(IPair pair, uint256 amount0, uint256 amount1) external {
        pair.swap(amount0, amount1, address(this), hex"01");
    }

    function pairDonate(IPair pair, uint256 amount0, uint256 amount1, bool keeps) external {
        pay(pair.token0(), address(pair), amount0);
        pay(pair.token1(), address(pair), amount1);
        if (keeps) pair.sync();
        else pair.skim(address(this));
    }

    function poolMint(IPool pool, int24 lower, int24 upper, uint128 amount) external {
        pool.mint(address(this), lower, upper, amount, "");
    }

    function poolBurn(IPool pool, int24 lower, int24 upper, uint128 amount, bool collects) external {
        pool.burn(lower, upper, amount);
        if (collects) pool.collect(address(this), lower, upper, type(uint128).max, type(uint128).max);
    }

    function poolSwap(IPool pool, bool zeroForOne, int256 amount, uint160 limit) external {
        pool.swap(address(this), zeroForOne, amount, limit, "");
    }

    function poolFlash(IPool pool, uint256 amount0, uint256 amount1) external {
        pool.flash(address(this), amount0, amount1, abi.encode(amount0, amount1));
    }

    function uniswapV2Call(address, uint256 amount0, uint256 amount1, bytes calldata) external {
        IPair pair = IPair(msg.sender);
        if (amount0 > 0) pay(pair.token0(), msg.sender, (amount0 * 1000) / 997 + 1);
        if (amount1 > 0) pay(pair.token1(), msg.sender, (amount1 * 1000) / 997 + 1);
    }

    function uniswapV3MintCallback(uint256 amount0, uint256 amount1, bytes calldata) external {
        payBoth(int256(amount0), int256(amount1));
    }

    function uniswapV3SwapCallback(int256 amount0, int256 amount1, bytes calldata) external {
        payBoth(amount0, amount1);
    }

    function uniswapV3FlashCallback(uint256 fee0, uint256 fee1, bytes calldata data) external {
        (uint256 amount0, uint256 amount1) = abi.decode(data, (uint256, uint256));
        payBoth(int256(amount0 + fee0), int256(amount1 + fee1));
    }

    function payBoth(int256 amount0, int256 amount1) private {
        if (amount0 > 0) pay(IPool(msg.sender).token0(), msg.sender, uint256(amount0));
        if (amount1 > 0) pay(IPool(msg.sender).token1(), msg.sender, uint256(amount1));
    }

    function pay(address token, address to, uint256 amount) private {
        Token(token).mint(to, amount);
    }
}
