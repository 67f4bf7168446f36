using System.Reflection;

namespace Billing.Architecture.Tests;

public sealed class ContractTests
{
    private static readonly Type[] Contracts = Assembly.Load("Billing.Contracts").GetTypes();

    [Fact]
    public void Contracts_hold_no_grain() =>
        Assert.DoesNotContain(Contracts, type => type.IsClass && type.IsAssignableTo(typeof(Orleans.IGrain))
            && !NameTests.IsGenerated(type));

    // A page or a listener that could name one could write past the balance's only writer.
    [Fact]
    public void Contracts_hold_no_write_port() =>
        Assert.DoesNotContain(Contracts, type => type.Name.EndsWith("Store", StringComparison.Ordinal));
}
