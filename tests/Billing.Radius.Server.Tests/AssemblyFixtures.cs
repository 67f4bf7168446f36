using Billing.Radius.Server.Tests;
using Billing.Testing;

[assembly: AssemblyFixture(typeof(MigratedPostgres))]
[assembly: AssemblyFixture(typeof(Stage))]
