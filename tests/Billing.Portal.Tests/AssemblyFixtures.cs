using Billing.Testing;

[assembly: AssemblyFixture(typeof(MigratedPostgres))]
