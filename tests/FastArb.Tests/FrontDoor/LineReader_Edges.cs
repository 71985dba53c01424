using System.Text;
using FastArb.Verify;
using Xunit;

namespace FastArb.Tests.FrontDoor;

public sealed class LineReader_Edges
{
    [Theory]
    [InlineData("", "")]
    [InlineData("\n", "|")]
    [InlineData("a", "a|")]
    [InlineData("a\n", "a|")]
    [InlineData("a\n\nbb\n", "a||bb|")]
    [InlineData("0123456789\nx", "0123456789|x|")]
    public void Lines_are_the_same_for_every_size_of_buffer(string text, string expected)
    {
        for (int bufferBytes = 1; bufferBytes <= 16; bufferBytes++)
        {
            LineReader reader = new(new MemoryStream(Encoding.UTF8.GetBytes(text)), 100, bufferBytes);
            StringBuilder seen = new();
            while (reader.TryRead(out ReadOnlyMemory<byte> line))
            {
                seen.Append(Encoding.UTF8.GetString(line.Span)).Append('|');
            }

            Assert.Equal(expected, seen.ToString());
            Assert.Equal(expected.Count(character => character == '|'), reader.LineNumber);
        }
    }

    [Theory]
    [InlineData("12345\n", true)]
    [InlineData("123456\n", false)]
    [InlineData("123456", false)]
    [InlineData("1\n123456", false)]
    public void A_line_over_the_limit_is_refused(string text, bool accepted)
    {
        LineReader reader = new(new MemoryStream(Encoding.UTF8.GetBytes(text)), 5, 2);
        Exception? refusal = Record.Exception(() =>
        {
            while (reader.TryRead(out _)) { }
        });
        Assert.Equal(accepted, refusal is null);
        Assert.True(refusal is null or InvalidDataException);
    }
}
