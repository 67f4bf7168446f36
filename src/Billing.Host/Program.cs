using System.CommandLine;
using Billing.Host.Composition;
using Billing.Host.Verbs;
using Billing.Postgres.Server;
using Billing.Postgres.Tariffs;
using Billing.Radius.Server.Listening;
using Microsoft.Extensions.Options;
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
    CustomerVerb.Create(),
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

if (Typed.Problem(parsed) is { } problem)
{
    Console.Error.WriteLine($"billing: {problem}");

    return 2;
}

try
{
    return await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
}
catch (OperationCanceledException)
{
    return Failed("stopped before it was done");
}
catch (Exception failure) when (failure is UserException or ListenException or PrivateServerException or InvalidDataException or TariffTakenException)
{
    return Failed(failure.Message);
}
catch (OptionsValidationException failure)
{
    return Failed(string.Join("; ", failure.Failures));
}
catch (Exception failure) when (failure is NpgsqlException or System.Net.Sockets.SocketException or IOException or UnauthorizedAccessException or TimeoutException
    or Orleans.Runtime.OrleansException)
{
    return Failed(failure.GetBaseException().Message);
}

// One line, whatever a database adds to its message.
static int Failed(string reason)
{
    Console.Error.WriteLine($"billing: {string.Join(' ', reason.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))}");

    return 1;
}
