using System.Diagnostics;
using System.Text;
using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Contracts.Customers;
using Billing.Contracts.Products;
using Billing.Contracts.Sessions;
using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Billing.Grains.Tests;

/// <summary>An administrator at work, by the grains that the portal calls; everything has a name of its own.</summary>
internal sealed class Office(TwoSilos silos)
{
    internal const string Anna = "anna@example.com";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    internal IGrainFactory Grains => silos.Grains;

    internal static string Unique(string word) => $"{word}-{Guid.NewGuid():N}";

    internal ICreationGrain Creation(string? operationId = null) => Grains.GetGrain<ICreationGrain>(operationId ?? Unique("op"));

    internal static T Done<T>(T id, ChangeReply reply)
    {
        Assert.True(reply.IsDone, reply.ToString());

        return id;
    }

    internal static long Done(ChangeReply reply) => Done(reply.Id, reply);

    internal static void IsRefused(ChangeReply reply, string field)
    {
        Assert.Equal(ChangeResult.Refused, reply.Result);
        Assert.Contains(reply.Problems, problem => problem.Field == field);
    }

    internal async Task<long> CustomerAsync(string currency = "USD") =>
        Done(await Creation().CreateCustomerAsync(new(Unique("Alice"), Currency: currency), Anna));

    /// <summary>A price per minute for every destination, in a tariff of its own.</summary>
    internal async Task<long> TariffAsync(decimal price, string currency = "USD")
    {
        var tariffId = Done(await Creation().CreateTariffAsync(new(Unique("Voice"), currency, Unit.Second), Anna));
        Done(await Grains.GetGrain<ITariffGrain>(tariffId).SetRatesAsync([Rate("*", price)], new(Anna, 1)));

        return tariffId;
    }

    internal static RateDetails Rate(string destination, decimal price, Instant? from = null, string? intervals = "60/60") =>
        new(destination, from ?? Instant.FromUtc(2020, 1, 1, 0, 0), price, intervals, 60);

    internal static ProductDetails Voice(string name, long tariffId) => new(name, [new("voice", Unit.Second, tariffId, 180, 7_200, null)], []);

    internal async Task<long> ProductAsync(decimal price) =>
        Done(await Creation().CreateProductAsync(Voice(Unique("Product"), await TariffAsync(price)), Anna));

    internal async Task<(long AccountId, string Login, string Password)> AccountAsync(
        long customerId, long productId, BalanceChoice balance = BalanceChoice.Own, string? login = null)
    {
        login ??= Unique("line");
        var reply = await Creation().CreateAccountAsync(new(customerId, login, null, productId, [], [], balance), Anna);
        Done(reply);

        return (reply.Id, login, reply.Secret!);
    }

    internal IAccountGrain Account(long accountId) => Grains.GetGrain<IAccountGrain>(accountId);

    internal async Task<AccountView> ViewAsync(long accountId) => (await Account(accountId).ViewAsync())!;

    internal async Task<Edit> SeenAsync(long accountId) => new(Anna, (await ViewAsync(accountId)).Version);

    internal async Task<AccessReply> CallAsync(long accountId, string alias, string password, string called = "1212", Guid? token = null) =>
        await Account(accountId).AuthorizeAsync(new(
            new(alias, Encoding.UTF8.GetBytes(password), null),
            token ?? Guid.CreateVersion7(),
            "voice",
            1,
            called,
            null,
            ["voice"],
            SystemClock.Instance.GetCurrentInstant()));

    internal async Task FundAsync(long balanceId, decimal amount) => Assert.Equal(
        Contracts.Balances.OperationResult.Done,
        (await Grains.GetGrain<Contracts.Balances.IBalanceGrain>(balanceId).CreditAsync(
            new(Unique("fund"), Contracts.Balances.CreditKind.TopUp, amount, null, null))).Result);

    internal IAuditLogQuery Log => silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<IAuditLogQuery>();

    internal async Task<IReadOnlyList<AuditRecord>> LogOfAsync(string kind, object id) => await Log.PageAsync(
        new(EntityKind: kind, EntityId: FormattableString.Invariant($"{id}")), null, 100, TestContext.Current.CancellationToken);

    /// <summary>The newest line of the audit log.</summary>
    internal async Task<AuditRecord> LastAsync(string kind, object id) => (await LogOfAsync(kind, id))[0];

    internal static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var began = Stopwatch.GetTimestamp();

        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, $"not within {Patience}: {what}");
            await Task.Delay(20);
        }
    }
}
