using System.Globalization;
using System.Text;
using FsCheck.Fluent;
using OpenAiSpend.Exposition.Text;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exposition.Tests.Series;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("0.00", "0")]
    [InlineData("-0.0", "0")]
    [InlineData("-3", "-3")]
    [InlineData("1.50", "1.5")]
    [InlineData("100", "100")]
    [InlineData("100.000", "100")]
    [InlineData("0.0000000000000000000000000001", "0.0000000000000000000000000001")]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335")]
    [InlineData("-7922816251426433.7593543950335", "-7922816251426433.7593543950335")]
    [InlineData("9223372036854775808", "9223372036854775808")]
    public void Write_Decimal_IsExactAndShort(string value, string expected) =>
        Assert.Equal(expected, Text(decimal.Parse(value, CultureInfo.InvariantCulture)));

    [Fact]
    public void Write_NegatedZero_HasNoSign() => Assert.Equal("0", Text(decimal.Negate(0m)));

    [Fact]
    public void Write_AnyDecimal_ReadsTheSame() => Prop.ForAll(
        ArbMap.Default.ArbFor<decimal>(),
        value => decimal.Parse(Text(value), CultureInfo.InvariantCulture) == value && !Text(value).Contains('E', StringComparison.Ordinal))
        .MustHold();

    private static string Text(decimal value)
    {
        var to = new byte[NumberText.MaxLength];
        return Encoding.UTF8.GetString(to, 0, NumberText.Write(value, to));
    }
}
