// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.28;

/// Tries a pool's tokens out with what it holds of them. Never deployed: a question puts this code in the place of
/// the pool's and of another account's, for as long as the question lasts. Its runtime code is a constant of
/// the market (TokenProbe.cs); a test compares the two.
contract TokenProbe {
    /// Nine words for each token.
    function probe(address token0, address token1, address other) external returns (uint256[9][2] memory both) {
        both[0] = thereAndBack(token0, other);
        both[1] = thereAndBack(token1, other);
    }

    /// Whether the token could be sent, and sent back, as it says itself; what this and the other account held
    /// before, in between, and after, all ones where nobody says; and how much was sent, a hundredth of what
    /// is here.
    function thereAndBack(address token, address other) private returns (uint256[9] memory words) {
        words[2] = held(token, address(this));
        words[3] = held(token, other);
        words[8] = words[2] < 100 ? words[2] : words[2] / 100;
        words[0] = send(token, other, words[8]) ? 1 : 0;
        words[4] = held(token, address(this));
        words[5] = held(token, other);
        uint256 came = words[5] > words[3] ? words[5] - words[3] : 0;
        words[1] = came > 0 && TokenProbe(other).send(token, address(this), came) ? 1 : 0;
        words[6] = held(token, address(this));
        words[7] = held(token, other);
    }

    function send(address token, address to, uint256 amount) public returns (bool) {
        (bool done, bytes memory answer) = token.call{gas: 2_000_000}(
            abi.encodeWithSelector(0xa9059cbb, to, amount)
        );
        // Some tokens answer nothing; that is how they say yes.
        return done && (answer.length == 0 || (answer.length == 32 && abi.decode(answer, (uint256)) == 1));
    }

    function held(address token, address holder) private view returns (uint256) {
        (bool done, bytes memory answer) = token.staticcall{gas: 1_000_000}(
            abi.encodeWithSelector(0x70a08231, holder)
        );
        return done && answer.length == 32 ? abi.decode(answer, (uint256)) : type(uint256).max;
    }
}
