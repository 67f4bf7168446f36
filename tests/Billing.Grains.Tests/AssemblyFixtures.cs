using Billing.Grains.Tests;

[assembly: AssemblyFixture(typeof(TwoSilos))]
