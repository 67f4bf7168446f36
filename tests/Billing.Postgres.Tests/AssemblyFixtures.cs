using Billing.Testing;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
