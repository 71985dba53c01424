using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

/// <summary>
/// Addresses that exist: Ethereum's, and those of a local chain that runs the published bytecode.
/// </summary>
public sealed class ContractAddress_Facts
{
    private const string UniswapV2InitCode =
        "0x96e8ac4277198ff8b6f785478aa9a39f403cb768dd02cbee326c3e7da348845f";
    private const string SushiSwapInitCode =
        "0xe18a34eb0e04b04f7a0ac29a6e80748dca96319b42c54d679cb821dca90c6303";
    private const string UniswapV3InitCode =
        "0xe34f199b19b2b4f47f68442619d555527d244f78a3297ea89325f843f87b8b54";

    private const string LocalWeth = "0xa366b5d1baef3eb21752213a4c4e1e57b4bdafd6";
    private const string LocalUsdc = "0xeea2ce4d41dbdfbc24b30f33803efbef6e56b11c";
    private const string LocalWmatic = "0x614a6436e13d7e21a1850556599d2cb1007be8dd";
    private const string LocalWbtc = "0x8a19bba5f9847754db64e85547763bbf8df39701";
    private const string LocalAave = "0xf732e6081978a971756313c43a5678b5b3038638";
    private const string LocalDai = "0xc94eeb4bbba7a67f300e575111d6ff3598bdd86e";

    [Theory]
    [InlineData(
        "0x5C69bEe701ef814a2B6a3EDD4B1652CB9cc5aA6f",
        UniswapV2InitCode,
        "0xB4e16d0168e52d35CaCD2c6185b44281Ec28C9Dc"
    )]
    [InlineData(
        "0xC0AEe478e3658e2610c5F7A4A2E1777cE9e4f2Ac",
        SushiSwapInitCode,
        "0x397FF1542f962076d0BFE58eA045FfA2d347ACa0"
    )]
    public void The_pairs_of_usdc_and_weth_on_ethereum_lie_where_they_lie(
        string factory,
        string initCode,
        string pair
    )
    {
        Address usdc = Address.Parse("0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48");
        Address weth = Address.Parse("0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");
        UInt256 hash = Word(initCode);
        Assert.Equal(
            pair,
            ContractAddress.UniswapV2Pair(Address.Parse(factory), hash, usdc, weth).ToString()
        );
        Assert.Equal(
            pair,
            ContractAddress.UniswapV2Pair(Address.Parse(factory), hash, weth, usdc).ToString()
        );
    }

    [Theory]
    [InlineData(500u, "0x88e6A0c2dDD26FEEb64F039a2c41296FcB3f5640")]
    [InlineData(3000u, "0x8ad599c3A0ff1De082011EFDDc58f1908eb6e6D8")]
    public void The_pools_of_usdc_and_weth_on_ethereum_lie_where_they_lie(uint feePips, string pool)
    {
        Address factory = Address.Parse("0x1F98431c8aD98523631AE4a59f267346ea31F984");
        Address usdc = Address.Parse("0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48");
        Address weth = Address.Parse("0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");
        UInt256 hash = Word(UniswapV3InitCode);
        Assert.Equal(pool, ContractAddress.UniswapV3Pool(factory, hash, weth, usdc, feePips).ToString());
        Assert.Equal(pool, ContractAddress.UniswapV3Pool(factory, hash, usdc, weth, feePips).ToString());
    }

    [Theory]
    [InlineData(
        "0xaa5c73644ed1b36ce031b4db16f9b5620c7fe294",
        LocalWeth,
        LocalUsdc,
        "0xb7c815c87d6378f031b6248b9ea9126c13747977"
    )]
    [InlineData(
        "0xaaa2946e31307346f098a659f3efd89b5ad03758",
        LocalWeth,
        LocalUsdc,
        "0xb07ada4d38021730b481c855136ee61baec52e64"
    )]
    [InlineData(
        "0xaa5c73644ed1b36ce031b4db16f9b5620c7fe294",
        LocalWmatic,
        LocalUsdc,
        "0x61b73b28db04a330ad22693023d6b06c429e0873"
    )]
    [InlineData(
        "0xaaa2946e31307346f098a659f3efd89b5ad03758",
        LocalWmatic,
        LocalUsdc,
        "0xe2cbd64314a1f4cf0746373a2eb470dbe4006b3d"
    )]
    [InlineData(
        "0xaa5c73644ed1b36ce031b4db16f9b5620c7fe294",
        LocalWbtc,
        LocalUsdc,
        "0xe2df47a961fd7c411d51a291c68582593b4fff47"
    )]
    [InlineData(
        "0xaaa2946e31307346f098a659f3efd89b5ad03758",
        LocalWbtc,
        LocalUsdc,
        "0xb83df2b38e84a517f58ad84edb5cbced92963a93"
    )]
    [InlineData(
        "0xaa5c73644ed1b36ce031b4db16f9b5620c7fe294",
        LocalUsdc,
        LocalAave,
        "0x4f38da10cad764432bc5c67ffb60b4a31438d3f2"
    )]
    [InlineData(
        "0xaaa2946e31307346f098a659f3efd89b5ad03758",
        LocalUsdc,
        LocalAave,
        "0x011b6f3b100722bed5bdf10d655553c13346ab97"
    )]
    public void Pairs_of_a_local_chain_lie_where_its_factories_put_them(
        string factory,
        string token0,
        string token1,
        string pair
    )
    {
        (Address a, Address b) = (Address.Parse(token0), Address.Parse(token1));
        UInt256 hash = Word(UniswapV2InitCode);
        Assert.True(a < b);
        Assert.Equal(Address.Parse(pair), ContractAddress.UniswapV2Pair(Address.Parse(factory), hash, a, b));
    }

    [Theory]
    [InlineData(LocalWeth, LocalUsdc, 500u, "0x3ac27b6112ccd34c7696656ef5993846b6dbed25")]
    [InlineData(LocalWeth, LocalUsdc, 3000u, "0x34edd7853e8a506d811ff9cb20c74139a4d19aca")]
    [InlineData(LocalWmatic, LocalUsdc, 500u, "0xabb090b7ad2e71a335a4a8e95f9e03f9fa32ff35")]
    [InlineData(LocalWmatic, LocalUsdc, 3000u, "0xfd85df1368b976ace111cbd114324ca6c3576eb9")]
    [InlineData(LocalWbtc, LocalUsdc, 500u, "0x7b474535a4230c055a5e80a4730c3f41391c06cb")]
    [InlineData(LocalWbtc, LocalUsdc, 3000u, "0x0eaeaa1e0f17dc6b7bc4355328bc3bbc3ccf5a35")]
    [InlineData(LocalUsdc, LocalAave, 3000u, "0xa002c7b457bc177e93f7e603e7f68e11d6f61d66")]
    [InlineData(LocalUsdc, LocalAave, 10000u, "0x505a18ef71ed11c8d8777d8671e38f5957e6593b")]
    [InlineData(LocalWmatic, LocalWeth, 500u, "0x88fd94bab48d85c6254b9a67ac93352574d3ba44")]
    [InlineData(LocalWmatic, LocalWeth, 3000u, "0x64543d24229130e590c330132aa42cc5d5600b7a")]
    [InlineData(LocalDai, LocalUsdc, 100u, "0x0937206728783d9e3e51ed33a8ee435ecf5a4c0c")]
    public void Pools_of_a_local_chain_lie_where_its_factory_puts_them(
        string token0,
        string token1,
        uint feePips,
        string pool
    )
    {
        Address factory = Address.Parse("0x525c97bc458f5035e117bddaf11178a5b6c12347");
        (Address a, Address b) = (Address.Parse(token0), Address.Parse(token1));
        UInt256 hash = Word(UniswapV3InitCode);
        Assert.Equal(Address.Parse(pool), ContractAddress.UniswapV3Pool(factory, hash, a, b, feePips));
    }

    /// <summary>The examples of EIP-1014.</summary>
    [Theory]
    [InlineData(
        "0x0000000000000000000000000000000000000000",
        "00",
        "00",
        "0x4D1A2e2bB4F88F0250f26Ffff098B0b30B26BF38"
    )]
    [InlineData(
        "0xdeadbeef00000000000000000000000000000000",
        "00",
        "00",
        "0xB928f69Bb1D91Cd65274e3c79d8986362984fDA3"
    )]
    [InlineData(
        "0x00000000000000000000000000000000deadbeef",
        "cafebabe",
        "deadbeef",
        "0x60f3f640a8508fC6a86d45DF051962668E1e8AC7"
    )]
    public void Create2_hashes_deployer_salt_and_code(
        string deployer,
        string salt,
        string code,
        string address
    )
    {
        UInt256 hash = Keccak256.Hash(Convert.FromHexString(code));
        Assert.Equal(address, ContractAddress.Create2(Address.Parse(deployer), Word(salt), hash).ToString());
    }

    [Theory]
    [InlineData(0UL, "0xcd234a471b72ba2f1ccf0a70fcaba648a5eecd8d")]
    [InlineData(1UL, "0x343c43a37d37dff08ae8c4a11544c718abb4fcf8")]
    [InlineData(2UL, "0xf778b86fa74e846c4f0a1fbd1335fe81c00a0c91")]
    [InlineData(3UL, "0xfffd933a0bc612844eaf0c6fe3e5b8e9b6c1d19c")]
    public void Create_hashes_deployer_and_nonce(ulong nonce, string address)
    {
        Address deployer = Address.Parse("0x6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0");
        Assert.Equal(Address.Parse(address), ContractAddress.Create(deployer, nonce));
    }

    [Theory]
    [InlineData(0x7FUL, "d694", "7f")]
    [InlineData(0x80UL, "d794", "8180")]
    [InlineData(0xFFUL, "d794", "81ff")]
    [InlineData(0x100UL, "d894", "820100")]
    [InlineData(0x123456UL, "d994", "83123456")]
    [InlineData(ulong.MaxValue, "de94", "88ffffffffffffffff")]
    public void Nonces_of_every_length_are_encoded_as_rlp_has_it(ulong nonce, string before, string after)
    {
        const string Deployer = "6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0";
        UInt256 hash = Keccak256.Hash(Convert.FromHexString(before + Deployer + after));
        Assert.Equal(Address.FromLowBits(hash), ContractAddress.Create(Address.Parse(Deployer), nonce));
    }

    [Fact]
    public void A_token_makes_no_pool_with_itself() =>
        Assert.Throws<ArgumentException>(static () =>
            ContractAddress.UniswapV2Pair(Address.Zero, UInt256.Zero, Address.Zero, Address.Zero)
        );

    private static UInt256 Word(string hex)
    {
        Assert.True(UInt256.TryParseHex(hex, out UInt256 word));
        return word;
    }
}
