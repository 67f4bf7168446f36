using Billing.Postgres.Migrations;

namespace Billing.Testing;

/// <summary>A private PostgreSQL server whose fresh databases have the schema.</summary>
public sealed class MigratedPostgres() : PostgresFixture(database =>
    Migrator.MigrateAsync(database, DateTimeOffset.UtcNow, CancellationToken.None));
