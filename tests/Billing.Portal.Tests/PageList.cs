using System.Reflection;
using System.Text.RegularExpressions;
using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Exports;
using Billing.Contracts.Nodes;
using Billing.Contracts.Paging;
using Billing.Contracts.Products;
using Billing.Contracts.Rating;
using Billing.Contracts.Records;
using Billing.Contracts.Sessions;
using Billing.Contracts.Tariffs;
using Billing.Contracts.Users;
using Billing.Contracts.Vouchers;
using Billing.Portal.Tests.Invoices;
using Billing.Testing;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Billing.Portal.Tests;

/// <summary>Every page that there is, found by its route, with the demo's records where an address needs one.</summary>
internal static partial class PageList
{
    // What cannot be looked at: it sends the viewer elsewhere.
    private static readonly string[] Passing = ["/", "/account/two-factor", "/account/recovery-code", "/account/sign-in-as"];

    /// <summary>The routes as the pages declare them.</summary>
    public static IEnumerable<string> Routes { get; } =
    [
        .. typeof(App).Assembly.GetTypes()
            .SelectMany(type => type.GetCustomAttributes<RouteAttribute>().Select(route => route.Template))
            .Except(Passing)
            .Order(StringComparer.Ordinal),
    ];

    public static TheoryData<string> All => [.. Routes];

    /// <summary>Who looks at it; null: somebody who is not signed in.</summary>
    public static string? UserOf(string route) =>
        route.StartsWith("/admin", StringComparison.Ordinal) ? "admin"
        : route.StartsWith("/my", StringComparison.Ordinal) ? "carol"
        : route.StartsWith("/account/profile", StringComparison.Ordinal) || route.StartsWith("/account/authenticator", StringComparison.Ordinal) ? "support"
        : null;

    /// <summary>The route with a record of the demo in each of its holes.</summary>
    public static async Task<string> AddressAsync(string route, RunningBilling billing)
    {
        var values = await ValuesAsync(billing);

        return Hole().Replace(Whole(route), hole => values.TryGetValue(hole.Groups[1].Value, out var value)
            ? value
            : throw new InvalidOperationException($"{route}: say in PageList what {hole.Groups[1].Value} is to be"));
    }

    // A new account is always somebody's; an export is its own viewer's.
    private static string Whole(string route) => route switch
    {
        "/admin/accounts/new" => route + "?customer={CustomerId}",
        "/my/exports/{ExportId}" => "/my/exports/{OwnExportId}",
        _ => route,
    };

    private static async Task<Dictionary<string, string>> ValuesAsync(RunningBilling billing)
    {
        var services = billing.Services;
        var carol = await services.GetRequiredService<IAccountQuery>().FindAsync("carol");
        var account = await services.GetRequiredService<IAccountQuery>().FindAsync(Scope.Everything, carol!.Value, CancellationToken.None);
        var now = SystemClock.Instance.GetCurrentInstant();
        var records = await services.GetRequiredService<IXdrQuery>().ListAsync(
            Scope.OfAccount(carol.Value), new XdrFilter(now - Duration.FromDays(7), now + Duration.FromDays(1)), new PageRequest<XdrSort>(), CancellationToken.None);
        var users = await services.GetRequiredService<IUserQuery>().ListAsync(new UserFilter(Text: "support"), new PageRequest<UserSort>(Size: 1), CancellationToken.None);

        return new()
        {
            ["AccountId"] = $"{account!.AccountId}",
            ["CustomerId"] = $"{account.CustomerId}",
            ["SessionId"] = $"{records.Rows[0].SessionId}",
            ["Part"] = "1",
            ["OperationId"] = DemoUsage.Credit,
            ["UserId"] = $"{users.Rows[0].UserId}",
            ["NodeId"] = "1",
            ["ProductId"] = await DraftAsync(billing),
            ["TariffId"] = "2",
            ["Version"] = "1",
            ["GroupId"] = "1",
            ["PlanHeadId"] = "1",
            ["Job"] = await DisconnectAsync(billing, records.Rows[0].SessionId),
            ["JobKey"] = await ReratingAsync(billing, now),
            ["ExportId"] = await ExportAsync(billing, "admin", null, now),
            ["OwnExportId"] = await ExportAsync(billing, "carol", account.CustomerId, now),
            ["BatchKey"] = await VouchersAsync(billing),
            ["ScalingKey"] = await ScalingAsync(billing),
            ["Pool"] = await PoolAsync(billing),
            ["ClassHeadId"] = "1",
            ["Template"] = "low-balance.en",
            ["Destination"] = "44",
            ["Number"] = await DemoBill.MakeAsync(billing),
            ["PaymentId"] = await Payments.DemoPayment.MakeAsync(billing),
            ["Run"] = Uri.EscapeDataString(DemoBill.Run),
        };
    }

    // Of a session that has ended: its gateway is told nothing.
    private static async Task<string> DisconnectAsync(RunningBilling billing, Guid ended)
    {
        var job = billing.Grains.GetGrain<IBulkDisconnectGrain>("disconnect-demo");
        await job.StartAsync(new([ended], "admin", "To look at it")); // once

        while (await job.GetAsync() is { EndedAt: null })
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        return "disconnect-demo";
    }

    /// <param name="customerId">Whose it is; null: the staff's.</param>
    private static async Task<string> ExportAsync(RunningBilling billing, string by, long? customerId, Instant now)
    {
        var key = $"export-demo-{by}";
        var export = billing.Grains.GetGrain<IExportGrain>(key);
        var filter = new XdrFilter(now - Duration.FromDays(7), now + Duration.FromDays(1));
        await export.StartAsync(new(ExportList.UsageRecords, ExportFilter.Write(filter), [new("Began", "Began"), new("Cost", "Cost")], "Usage", false, by, customerId)); // once

        while ((await export.GetAsync())!.EndedAt is null)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        return key;
    }

    private static async Task<string> VouchersAsync(RunningBilling billing)
    {
        await billing.Grains.GetGrain<IVoucherBatchGrain>("vouchers-demo").StartAsync(new("vouchers-demo", 5, "USD", 2, null, false, null, "admin")); // once

        return "vouchers-demo";
    }

    // Of a version that was never seen: it says that nothing was changed.
    private static async Task<string> ScalingAsync(RunningBilling billing)
    {
        await billing.Grains.GetGrain<IRateScalingGrain>("scaling-demo").StartAsync(new(2, "Voice", new(10, "0", null, null), new("admin", 999_999)));

        return "scaling-demo";
    }

    // A dry run, which changes nothing.
    private static async Task<string> ReratingAsync(RunningBilling billing, Instant now)
    {
        var filter = new XdrFilter(now - Duration.FromDays(7), now + Duration.FromDays(1));
        await billing.Grains.GetGrain<IReratingGrain>("rerate-demo").StartAsync(new(ExportFilter.Write(filter), "admin")); // once

        return "rerate-demo";
    }

    // A product with a change that is prepared: another tariff, so that prices are compared.
    private static async Task<string> DraftAsync(RunningBilling billing)
    {
        var tariffs = await billing.Services.GetRequiredService<ITariffQuery>().ListAsync(new("UK evenings"), new(Size: 1), CancellationToken.None);
        var products = await billing.Services.GetRequiredService<IProductQuery>().ListAsync(new("Prepaid voice"), new(Size: 1), CancellationToken.None);
        var product = billing.Grains.GetGrain<IProductGrain>(products.Rows[0].ProductId);

        if (await product.DraftAsync() is null)
        {
            var details = (await product.GetAsync())!.Details;
            await product.SaveDraftAsync(
                details with { Services = [details.Services[0] with { TariffId = tariffs.Rows[0].TariffId, MaxSessions = 4 }, .. details.Services.Skip(1)] },
                0,
                "admin");
        }

        return $"{products.Rows[0].ProductId}";
    }

    private static async Task<string> PoolAsync(RunningBilling billing)
    {
        await billing.Grains.GetGrain<IPoolGrain>("Demo").SetAsync(new(["10.99.0.0/29"], [], []), new("admin", 0)); // once

        return "Demo";
    }

    [GeneratedRegex(@"\{\*?(\w+)(?::\w+)?\??\}")]
    private static partial Regex Hole();
}
