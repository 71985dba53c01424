using System.Text;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

public sealed class Address_Text
{
    /// <summary>From EIP-55 itself, then tokens and factories as explorers show them.</summary>
    public static TheoryData<string> Checksummed =>
        [
            "0x52908400098527886E0F7030069857D2E4169EE7",
            "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
            "0xde709f2102306220921060314715629080e2fb77",
            "0x27b1fdb04752bbc536007a920d24acb045561c26",
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
            "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
            "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
            "0x5757371414417b8C6CAad45bAeF941aBc7d3Ab32",
            "0xc35DADB65012eC5796536bD9864eD8773aBc74C4",
            "0x9e5A52f57b3038F1B8EeE45F28b3C1967e22799C",
            "0x917933899c6a5F8E37F31E19f92CdBFF7e8FF0e2",
            "0x1F98431c8aD98523631AE4a59f267346ea31F984",
            "0x411b0fAcC3489691f28ad58c47006AF5E3Ab3A28",
            "0xcA11bde05977b3631167028862bE2a173976CA11",
            "0x0d500B1d8E8eF31E21C99d1Db9A6444d3ADf1270",
            "0x7ceB23fD6bC0adD59E62ac25578270cFf1b9f619",
            "0x1BFD67037B42Cf73acF2047067bd4F2C47D9BfD6",
            "0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359",
            "0x2791Bca1f2de4661ED88A30C99A7a9449Aa84174",
            "0xc2132D05D31c914a87C6611C10748AEb04B58e8F",
            "0x8f3Cf7ad23Cd3CaDbD9735AFf958023239c6A063",
            "0xD6DF932A45C0f255f85145f286eA0b292B21C90B",
        ];

    [Theory]
    [MemberData(nameof(Checksummed))]
    public void The_checksum_is_the_one_that_everybody_writes(string text)
    {
        Address address = Address.Parse(text);
        Assert.Equal(text, address.ToString());
        Assert.Equal(text, $"{address}");
        byte[] utf8 = new byte[Address.TextLength];
        Assert.True(address.TryFormat(utf8, out int written, default, null));
        Assert.Equal(text, Encoding.UTF8.GetString(utf8, 0, written));
        Assert.Equal(text[2..].ToLowerInvariant(), Convert.ToHexStringLower(Bytes(address)));
    }

    [Theory]
    [MemberData(nameof(Checksummed))]
    public void Lower_and_upper_case_have_no_checksum_and_read_the_same(string text)
    {
        Address address = Address.Parse(text);
        Assert.Equal(address, Address.Parse(text.ToLowerInvariant()));
        Assert.Equal(address, Address.Parse(text[2..].ToUpperInvariant()));
        Assert.Equal(address, Address.Parse(Encoding.UTF8.GetBytes(text[2..])));
        Assert.True(Address.TryParse("0X" + text[2..].ToLowerInvariant(), out Address read));
        Assert.Equal(address, read);
    }

    [Fact]
    public void One_letter_in_the_wrong_case_breaks_the_checksum()
    {
        const string Text = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
        for (int i = 2; i < Text.Length; i++)
        {
            if (!char.IsAsciiLetter(Text[i]))
            {
                continue;
            }

            string wrong = string.Concat(Text.AsSpan(0, i), $"{(char)(Text[i] ^ 0x20)}", Text.AsSpan(i + 1));
            Assert.False(Address.TryParse(wrong, out Address address, out AddressTextFault fault));
            Assert.Equal(AddressTextFault.Checksum, fault);
            Assert.True(address.IsZero);
            FormatException thrown = Assert.Throws<FormatException>(() => Address.Parse(wrong));
            Assert.Contains(wrong, thrown.Message, StringComparison.Ordinal);
            Assert.Contains("checksum", thrown.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", AddressTextFault.Length)]
    [InlineData("0x", AddressTextFault.Length)]
    [InlineData("0x27b1fdb04752bbc536007a920d24acb045561c2", AddressTextFault.Length)]
    [InlineData("0x27b1fdb04752bbc536007a920d24acb045561c266", AddressTextFault.Length)]
    [InlineData("1x27b1fdb04752bbc536007a920d24acb045561c26", AddressTextFault.Digit)]
    [InlineData("0y27b1fdb04752bbc536007a920d24acb045561c26", AddressTextFault.Digit)]
    [InlineData("0x27b1fdb04752bbc536007a920d24acb045561c2g", AddressTextFault.Digit)]
    [InlineData("0x27b1fdb04752bbc536007a920d24acb045561c2\u0131", AddressTextFault.Digit)]
    public void The_fault_says_what_is_wrong(string text, AddressTextFault expected)
    {
        Assert.False(Address.TryParse(text, out Address address, out AddressTextFault fault));
        Assert.Equal(expected, fault);
        Assert.True(address.IsZero);
        Assert.Throws<FormatException>(() => Address.Parse(text));
        Assert.False(Address.TryParse(text, out _));
        Assert.False(Address.TryParse((string?)null, out _));
    }

    [Fact]
    public void A_buffer_one_too_small_is_refused()
    {
        Assert.False(Address.Zero.TryFormat(new char[41], out int written, default, null));
        Assert.Equal(0, written);
        Assert.False(Address.Zero.TryFormat(new byte[41], out written, default, null));
        Assert.Equal(0, written);
    }

    private static byte[] Bytes(Address address)
    {
        byte[] bytes = new byte[Address.ByteCount];
        address.Write(bytes);
        return bytes;
    }
}
