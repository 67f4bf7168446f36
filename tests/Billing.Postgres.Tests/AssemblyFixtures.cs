using Billing.Testing;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
[assembly: AssemblyFixture(typeof(MigratedPostgres))]
[assembly: AssemblyFixture(typeof(Billing.Postgres.Tests.MadeUpOperators))]
