using System.Collections.Immutable;

namespace Billing.Architecture.Tests;

/// <summary>During an update two builds are one cluster: whatever the last release may say or be told must still be understood.</summary>
/// <remarks>
/// Each release has its list, by its version, and no list changes: that build is out. A release raises the version
/// (<c>Directory.Build.props</c>) and writes its list: <c>Billing.Architecture.Tests -explicit only -method
/// "*.Write_the_list_of_a_release"</c>. Between two releases the present is held against the last one.
/// </remarks>
public sealed class ReleasedContractTests
{
    private static readonly string Folder = Path.Combine(House.Root, "tests", "Billing.Architecture.Tests", "Released");

    // By versions, not by letters: 0.10.0 is later than 0.9.0.
    private static readonly string Last = Directory.EnumerateFiles(Folder, "*.contracts").MaxBy(VersionOf)!;

    private static readonly ImmutableSortedSet<string> Released = [.. File.ReadAllLines(Last)];
    private static readonly ImmutableSortedSet<string> Now = ContractFacts.OfThisBuild();

    [Fact]
    public void Nothing_that_was_released_was_removed_renumbered_or_given_another_type() =>
        Assert.Empty(Released.Where(fact => !ContractFacts.IsVersion(fact)).Except(Now));

    [Fact]
    public void A_grain_interface_that_can_more_than_the_released_one_is_of_a_higher_version()
    {
        var (before, now) = (ContractFacts.Versions(Released), ContractFacts.Versions(Now));
        var grown =
            from fact in Now.Except(Released)
            let grain = ContractFacts.GrainOfMethod(fact)
            where grain is not null && before.TryGetValue(grain, out var version) && now[grain] <= version
            select fact;

        Assert.True(
            !grown.Any(),
            $"an old silo would be sent what it does not know; give the interface [Version({1})] or the next higher one:\n{string.Join('\n', grown)}");
    }

    [Fact]
    public void No_grain_interface_went_back_to_an_earlier_version()
    {
        var now = ContractFacts.Versions(Now);

        Assert.DoesNotContain(ContractFacts.Versions(Released), before => now.GetValueOrDefault(before.Key) < before.Value);
    }

    // The rules of the list itself: two facts that say different things of the same number would let a change of type through.
    [Fact]
    public void Each_number_of_a_message_has_one_type() =>
        Assert.DoesNotContain(
            Now.Where(fact => fact.StartsWith("message ", StringComparison.Ordinal) && fact.Contains(" : ", StringComparison.Ordinal))
                .GroupBy(fact => fact.Split(" : ")[0]),
            facts => facts.Count() > 1);

    [Theory]
    [InlineData("grain billing.balance method take(Guid, billing.usage-report) : ValueTask<Billing.Contracts.Sessions.ReportReply>")]
    [InlineData("message billing.usage-report 2 : String")]
    [InlineData("enum Billing.Contracts.Sessions.ReportKind 3 : Stop")]
    public void The_list_tells_what_is_on_the_wire(string fact) => Assert.Contains(fact, Now);

    [Fact]
    public void The_last_list_is_of_no_later_release_than_this_build() => Assert.True(VersionOf(Last) <= OfThisBuild, Last);

    [Fact(Explicit = true)]
    public void Write_the_list_of_a_release()
    {
        Assert.True(VersionOf(Last) < OfThisBuild, $"{OfThisBuild} is released, and its list is what is out there: raise the version first");
        File.WriteAllLines(Path.Combine(Folder, $"{OfThisBuild.ToString(3)}.contracts"), Now);
    }

    private static Version OfThisBuild => System.Reflection.Assembly.Load("Billing.Contracts").GetName().Version!;

    private static Version VersionOf(string file) => Version.Parse(Path.GetFileNameWithoutExtension(file) + ".0");
}
