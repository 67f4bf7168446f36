using Billing.Host.Chaos;
using Billing.Host.Tests.Crashes;

namespace Billing.Host.Tests.Clusters;

[Collection(nameof(WholePrograms))]
public sealed class ChaosTests
{
    [Fact]
    public async Task Whatever_dies_the_books_are_right()
    {
        var said = new List<string>();

        var result = await new ChaosRun(seed: 34, TimeSpan.FromSeconds(14), silos: 3, said.Add).RunAsync(TestContext.Current.CancellationToken);

        Assert.True(result.Problems.Count == 0, string.Join('\n', [.. said, .. result.Problems]));
        Assert.True(result.Events.Count >= 2, "nothing happened");
        Assert.True(result.Waited > 0, "no silo was started without the database");
        Assert.True(result is { PrepaidSessions: > 5, Lies: > 50, Checks: > 1, PortalLogins: > 0 }, $"too little was played: {result}");
        Assert.Equal((0, 0), (result.Load.WrongAuthenticators, result.Load.Malformed));
    }

    [Fact]
    public void The_same_seed_is_the_same_schedule_and_another_one_is_not()
    {
        var (once, again) = (ChaosSchedule.Of(7, TimeSpan.FromMinutes(30), 3), ChaosSchedule.Of(7, TimeSpan.FromMinutes(30), 3));

        Assert.Equal(once, again);
        Assert.NotEqual(once, ChaosSchedule.Of(8, TimeSpan.FromMinutes(30), 3));
        Assert.Equal(Enum.GetValues<ChaosKind>().ToHashSet(), once.Select(one => one.Kind).ToHashSet());
        Assert.All(once.Zip(once.Skip(1)), pair => Assert.True(pair.First.At + pair.First.Lasting < pair.Second.At));
    }
}
