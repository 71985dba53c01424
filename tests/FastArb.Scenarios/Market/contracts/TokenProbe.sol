// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.28;

/// Tries a token out with what a pool holds of it. Never deployed: a question puts this code in the place of
/// the pool's and of another account's, for as long as the question lasts. Its runtime code is a constant of
/// the market (TokenProbe.cs); a test compares the two.
contract TokenProbe {
    /// There and back. Seven words: whether the token could be sent, and sent back, as it says itself; what
    /// this and the other account held before, in between, and after. An account that cannot be asked about
    /// holds all ones.
    function probe(address token, address other, uint256 amount) external returns (uint256[8] memory words) {
        words[2] = held(token, address(this));
        words[3] = held(token, other);
        words[0] = send(token, other, amount) ? 1 : 0;
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
