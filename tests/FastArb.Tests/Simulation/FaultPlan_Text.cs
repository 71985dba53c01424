using FastArb.Simulation;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Tests.Simulation;

public sealed class FaultPlan_Text
{
    [Fact]
    public void Every_name_is_read_and_written()
    {
        foreach ((string name, FaultKind[] kinds) in FaultPlan.RateNames)
        {
            FaultPlan plan = Parse($"{name}=77");
            Assert.All(kinds, kind => Assert.Equal(77, plan[kind]));
            Assert.Equal(plan, Parse(plan.ToString()));
            Assert.NotEqual(FaultPlan.None, plan);
        }

        foreach (string name in FaultPlan.AmountNames)
        {
            FaultPlan plan = Parse($"{name}=77");
            Assert.NotEqual(FaultPlan.None, plan);
            Assert.Equal(plan, Parse(plan.ToString()));
        }
    }

    [Fact]
    public void Several_faults_and_a_seed_stand_in_one_text()
    {
        FaultPlan plan = Parse(" cut-reset=5, http-429=9,delay-ms=40 ,lag=2,seed=18446744073709551615");
        Assert.Equal(5, plan[FaultKind.CutReset]);
        Assert.Equal(9, plan[FaultKind.Http429]);
        Assert.Equal(40, plan.DelayMs);
        Assert.Equal((3, 2), (plan.Backends, plan.LagBlocks));
        Assert.Equal(ulong.MaxValue, plan.Seed);
        Assert.Equal(FaultPlan.None, Parse(string.Empty));
        Assert.Equal("seed=0", FaultPlan.None.ToString());
    }

    [Theory]
    [InlineData("cuts=5", "no fault is named 'cuts'")]
    [InlineData("cut", "cut needs a number: cut=200")]
    [InlineData("cut=-1", "cut needs another number: cut=200")]
    [InlineData("cut=x", "cut needs another number: cut=200")]
    [InlineData("seed=-1", "seed needs another number: seed=200")]
    [InlineData("cut=5,=", "no fault is named ''")]
    [InlineData("lag-=5", "no fault is named 'lag-'")]
    public void What_is_no_plan_is_refused_with_a_reason(string text, string reason)
    {
        Assert.False(FaultPlan.TryParse(text, out _, out string said));
        Assert.Equal(reason, said);
    }

    [Fact]
    public void Every_name_is_in_the_documentation()
    {
        string document = Repository.Text("docs/simulation.md");
        IEnumerable<string> names = FaultPlan
            .RateNames.Select(rate => rate.Name)
            .Concat(FaultPlan.AmountNames);
        Assert.All(names, name => Assert.Contains($"| `{name}` |", document, StringComparison.Ordinal));
    }

    private static FaultPlan Parse(string text) =>
        FaultPlan.TryParse(text, out FaultPlan plan, out string reason)
            ? plan
            : throw new FormatException(reason);
}
