using System.CommandLine;
using Billing.Host.Composition;
using Billing.Host.Verbs;
using Billing.Postgres.Server;
using Billing.Postgres.Tariffs;
using Billing.Radius.Server.Listening;
using Npgsql;

var root = new RootCommand("Convergent billing with online charging over RADIUS.")
{
    RunVerb.Run(),
    RunVerb.Silo(),
    RunVerb.Portal(),
    RollVerb.Create(),
    ChaosVerb.Create(),
    DemoVerb.Create(),
    MigrateVerb.Create(),
    AccountVerb.Create(),
    SessionVerb.Create(),
    NodeVerb.Create(),
    RadiusVerb.Create(),
    PoolVerb.Create(),
    RealmVerb.Create(),
    XdrVerb.Create(),
    LedgerVerb.Create(),
    TariffVerb.Create(),
    PriceVerb.Create(withFormat: args is ["price", ..]),
    InvoiceVerb.Create(),
    BillRunVerb.Create(),
    DunningVerb.Create(),
    SubscriptionsVerb.Create(),
    CouponVerb.Create(),
    PlanVerb.Plan(),
    PlanVerb.Class(),
    NotificationVerb.Create(),
    ScenarioVerb.Create(withFormat: args is ["scenario", ..]),
    MoneyVerb.Create(),
    PaymentVerb.Create(),
    CardVerb.Create(),
    VoucherVerb.Create(),
    FundsVerb.Create(),
    RatesVerb.Create(),
    ProductVerb.Create(),
    RateVerb.Create(),
    DestinationVerb.Create(),
    UserVerb.Create(),
    AuditVerb.Create(),
    BenchVerb.Create(),
};

var parsed = root.Parse(args);

if (parsed.Errors.Count > 0)
{
    Console.Error.WriteLine($"billing: {parsed.Errors[0].Message}");

    return 2;
}

try
{
    return await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("billing: stopped before it was done");

    return 1;
}
catch (Exception failure) when (failure is UserException or ListenException or PrivateServerException or InvalidDataException or TariffTakenException)
{
    Console.Error.WriteLine($"billing: {failure.Message}");

    return 1;
}
catch (Exception failure) when (failure is NpgsqlException or System.Net.Sockets.SocketException or IOException or TimeoutException or Orleans.Runtime.OrleansException)
{
    Console.Error.WriteLine($"billing: {failure.GetBaseException().Message}");

    return 1;
}
