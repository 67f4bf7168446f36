using Billing.Testing;

[assembly: AssemblyFixture(typeof(MigratedPostgres))]
[assembly: AssemblyFixture(typeof(Azurite))]
