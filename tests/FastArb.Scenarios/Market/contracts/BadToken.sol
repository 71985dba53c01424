// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.28;

/// A token that does one of the things that cost a trader money. Balances are shares where it rebases.
contract BadToken {
    uint256 private immutable manner;
    bool public switchedOn;
    uint256 private scale = 1e18;
    mapping(address => uint256) private owned;

    constructor(uint256 manner_) {
        manner = manner_;
    }

    function mint(address to, uint256 amount) external {
        owned[to] += amount;
    }

    function switchOn() external {
        switchedOn = true;
    }

    function rescale(uint256 to) external {
        scale = to;
    }

    function decimals() external view returns (uint256) {
        require(manner != 17);
        return manner == 18 ? 200 : manner == 19 ? 6 : 18;
    }

    function balanceOf(address holder) external view returns (uint256) {
        require(manner != 14);
        if (manner == 12) return 1e24;
        if (manner == 13) return owned[holder] * 2;
        if (manner == 7 || manner == 8) return (owned[holder] * scale) / 1e18;
        return owned[holder];
    }

    function transfer(address to, uint256 amount) external returns (uint256) {
        uint256 fee = 0;
        // Fees: burnt; for the owner; of one unit; on what a pool sends; on what it gets; once switched on.
        if (manner == 1 || manner == 2) fee = amount / 100;
        if (manner == 3) fee = 1;
        if (manner == 4 && to == address(0xF457A5B0)) fee = amount / 50;
        if (manner == 5 && msg.sender == address(0xF457A5B0)) fee = amount / 50;
        if (manner == 6 && switchedOn) fee = amount / 10;
        // Blocked: the sender; the sender, without a revert; everybody; large amounts; by using up all gas.
        require(manner != 9);
        if (manner == 10) return 0;
        require(manner != 11 || !switchedOn);
        require(manner != 15 || amount < 1000);
        if (manner == 16) while (true) {}
        // Lies: nothing moves; more moves; says something that is no yes.
        if (manner == 20) return 1;
        if (manner == 21) {
            owned[msg.sender] -= amount * 2;
            owned[to] += amount;
            return 1;
        }
        uint256 shares = manner == 7 || manner == 8 ? (amount * 1e18) / scale : amount;
        owned[msg.sender] -= shares;
        owned[to] += shares - fee;
        if (manner == 2) owned[address(1)] += fee;
        return manner == 22 ? 7 : 1;
    }
}
