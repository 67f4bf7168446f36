using Billing.Grains.Payments;
using Billing.Host.Composition;
using Microsoft.Extensions.Configuration;

namespace Billing.Host.Tests.Composition;

/// <summary>What is for trying out is on by itself only on the private database.</summary>
public sealed class SettingsTests
{
    [Theory]
    //          database     demo     provider  is demo  provider is                 warnings
    [InlineData("", "", "", true, PaymentProviderKind.Test, 0)]
    [InlineData("", "false", "", false, PaymentProviderKind.None, 0)]
    [InlineData("Host=db", "", "", false, PaymentProviderKind.None, 0)]
    [InlineData("Host=db", "true", "", true, PaymentProviderKind.Test, 2)]
    [InlineData("Host=db", "false", "Test", false, PaymentProviderKind.Test, 1)]
    [InlineData("Host=db", "true", "Stripe", true, PaymentProviderKind.Stripe, 1)]
    public void The_demo_and_its_cards_are_not_for_a_database_that_was_configured(
        string database, string demo, string provider, bool isDemo, PaymentProviderKind expected, int warnings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Billing:Postgres:ConnectionString", database), new("Billing:Demo", demo), new("Billing:Payments:Provider", provider),
        ]).Build();

        Settings.Decide(configuration);

        Assert.Equal(isDemo, configuration.Read<HostOptions>("Billing").Demo);
        Assert.Equal(expected, configuration.Read<PaymentOptions>("Billing:Payments").Provider);
        Assert.Equal(warnings, Settings.Warnings(configuration).Count());
    }
}
