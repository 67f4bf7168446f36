using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Customers;
using Billing.Contracts.Destinations;
using Billing.Contracts.Exports;
using Billing.Contracts.Invoices;
using Billing.Contracts.Jobs;
using Billing.Contracts.Nodes;
using Billing.Contracts.Notifications;
using Billing.Contracts.Payers;
using Billing.Contracts.Payments;
using Billing.Contracts.Products;
using Billing.Contracts.Rating;
using Billing.Contracts.Records;
using Billing.Contracts.Reports;
using Billing.Contracts.Search;
using Billing.Contracts.Service;
using Billing.Contracts.Sessions;
using Billing.Contracts.Suspense;
using Billing.Contracts.Tariffs;
using Billing.Contracts.Usage;
using Billing.Contracts.Users;
using Billing.Contracts.Views;
using Billing.Contracts.Vouchers;
using Billing.Grains.Accounts;
using Billing.Grains.Balances;
using Billing.Grains.Brand;
using Billing.Grains.Changes;
using Billing.Grains.Customers;
using Billing.Grains.Destinations;
using Billing.Grains.Exports;
using Billing.Grains.Invoices;
using Billing.Grains.Jobs;
using Billing.Grains.Lines;
using Billing.Grains.Nodes;
using Billing.Grains.Notifications;
using Billing.Grains.Payers;
using Billing.Grains.Payments;
using Billing.Grains.Products;
using Billing.Grains.Rating;
using Billing.Grains.Sessions;
using Billing.Grains.Tariffs;
using Billing.Grains.Tariffs.Import;
using Billing.Grains.Views;
using Billing.Grains.Vouchers;
using Billing.Postgres.Accounts;
using Billing.Postgres.Balances;
using Billing.Postgres.Brand;
using Billing.Postgres.Changes;
using Billing.Postgres.Clocks;
using Billing.Postgres.Customers;
using Billing.Postgres.Demo;
using Billing.Postgres.Destinations;
using Billing.Postgres.Exports;
using Billing.Postgres.Invoices;
using Billing.Postgres.Jobs;
using Billing.Postgres.Lines;
using Billing.Postgres.Nodes;
using Billing.Postgres.Notifications;
using Billing.Postgres.Payers;
using Billing.Postgres.Payments;
using Billing.Postgres.Products;
using Billing.Postgres.Rating;
using Billing.Postgres.Records;
using Billing.Postgres.Reports;
using Billing.Postgres.Search;
using Billing.Postgres.Security;
using Billing.Postgres.Sessions;
using Billing.Postgres.Suspense;
using Billing.Postgres.Tariffs;
using Billing.Postgres.Upkeep;
using Billing.Postgres.Usage;
using Billing.Postgres.Users;
using Billing.Postgres.Views;
using Billing.Postgres.Vouchers;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Billing.Postgres;

/// <summary>Everything that PostgreSQL does for the platform.</summary>
public static class PostgresModule
{
    /// <summary>Makes the database's clock the process's. Before anything that starts: it is asked first.</summary>
    /// <param name="machine">The machine's clock, which counts until the database has answered.</param>
    /// <param name="isNeeded">The process charges: it does not start before the database has told the time.</param>
    public static IServiceCollection AddDatabaseClock(this IServiceCollection services, TimeProvider machine, bool isNeeded)
    {
        services.AddKeyedSingleton(MachineClock.Key, machine);
        services.AddSingleton(new DatabaseClock(machine));
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<ClockKeeper>(provider, isNeeded));

        return services.Replace(ServiceDescriptor.Singleton<TimeProvider>(provider => provider.GetRequiredService<DatabaseClock>()));
    }

    /// <summary>The read ports: what a portal, a listener or a shell needs.</summary>
    public static IServiceCollection AddBillingQueries(this IServiceCollection services)
    {
        services.AddOptions<PostgresOptions>().BindConfiguration("Billing:Postgres");
        services.AddSingleton<Database>();
        services.AddDataProtection().SetApplicationName("billing");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(
            options => options.XmlRepository = new KeyRing(
                provider.GetRequiredService<Database>(), provider.GetRequiredService<ILogger<KeyRing>>())));
        services.AddSingleton<SecretBox>();
        services.AddSingleton<AccountStore>();
        services.AddSingleton<IAccountQuery, AccountQuery>();
        services.AddSingleton<IRecordQuery, RecordQuery>();
        services.AddSingleton<ICustomerQuery, CustomerQuery>();
        services.AddSingleton<ISessionQuery, SessionQuery>();
        services.AddSingleton<XdrSums>();
        services.AddSingleton<IXdrQuery, XdrQuery>();
        services.AddSingleton<ILedgerQuery, LedgerQuery>();
        services.AddSingleton<IUsageQuery, UsageQuery>();
        services.AddSingleton<IDashboardQuery, DashboardQuery>();
        services.AddSingleton<IReportQuery, ReportQuery>();
        services.AddSingleton<IJobQuery, JobQuery>();
        services.AddSingleton<IExportQuery, ExportQuery>();
        services.AddSingleton<IReratingQuery, ReratingQuery>();
        services.AddSingleton<IListViewQuery, ListViewQuery>();
        services.AddSingleton<ISuspenseQuery, SuspenseQuery>();
        services.AddSingleton<ISearchQuery, SearchQuery>();
        services.AddSingleton<Milestones>();
        services.AddSingleton<RatesInForce>();
        services.AddSingleton<ITariffQuery, TariffQuery>();
        services.AddOptions<UsageOptions>().BindConfiguration("Billing:Usage");
        services.AddSingleton<UsageFold>();
        services.AddSingleton<INodeQuery, NodeQuery>();
        services.AddSingleton<ChangeWriter>();
        services.AddSingleton(provider => new RealmStore(
            provider.GetRequiredService<Database>(), provider.GetRequiredService<ChangeWriter>(), provider.GetRequiredService<SecretBox>()));
        services.AddSingleton(provider => new PoolStore(provider.GetRequiredService<Database>(), provider.GetRequiredService<ChangeWriter>()));
        services.AddSingleton<IPoolQuery, PoolQuery>();
        services.AddSingleton<IRealmQuery>(provider => provider.GetRequiredService<RealmStore>());
        services.AddSingleton<INotificationQuery, NotificationQuery>();
        services.AddSingleton<IPaymentQuery, PaymentQuery>();
        services.AddSingleton<IVoucherQuery, VoucherQuery>();
        services.AddSingleton<IProductQuery, ProductQuery>();
        services.AddSingleton<IDestinationQuery, DestinationQuery>();
        services.AddSingleton<ISessionControlQuery, SessionControlQuery>();
        services.AddSingleton<IAuthenticationQuery, AuthenticationQuery>();
        services.AddSingleton<Audit>();
        services.AddSingleton<DemoSeed>();
        services.AddSingleton<DemoOperator>();
        services.AddSingleton<DemoBooks>();
        services.AddSingleton<BalanceStore>();
        services.AddSingleton<IFundsQuery, FundsQuery>();
        services.AddSingleton<IUserQuery, UserQuery>();
        services.AddSingleton<ITariffStore, TariffStore>();
        services.AddSingleton<TariffPublisher>();
        services.AddSingleton<IAuditLogQuery, AuditLogQuery>();
        services.AddSingleton<IInvoiceQuery, InvoiceQuery>();
        services.AddSingleton<IInvoiceSheetQuery, InvoiceSheetQuery>();
        services.AddSingleton<IPayerQuery, PayerQuery>();
        services.AddSingleton<IDunningQuery, DunningQuery>();
        services.AddSingleton<PlanPublisher>();
        services.AddSingleton<ScratchBook>();
        services.AddSingleton<BilledBook>();

        return services;
    }

    /// <summary>The write ports as well: what a silo needs.</summary>
    public static IServiceCollection AddBillingStores(this IServiceCollection services)
    {
        services.AddBillingQueries();
        services.AddMetrics();
        services.AddOptions<JournalOptions>().BindConfiguration("Billing:Journal");
        services.AddSingleton<Journal>();
        services.AddSingleton<IJournal>(provider => provider.GetRequiredService<Journal>());
        services.AddSingleton<ICommitHealth>(provider => provider.GetRequiredService<Journal>());
        services.AddHostedService(provider => provider.GetRequiredService<Journal>());
        services.AddOptions<UpkeepOptions>().BindConfiguration("Billing:Upkeep");
        services.AddSingleton<DatabaseUpkeep>();
        services.AddHostedService(provider => provider.GetRequiredService<DatabaseUpkeep>());
        services.AddHostedService(provider => provider.GetRequiredService<UsageFold>());
        services.AddHostedService<BacklogWatch>();
        services.AddSingleton<IBalanceStore>(provider => provider.GetRequiredService<BalanceStore>());
        services.AddSingleton<ISessionStore, SessionStore>();
        services.AddSingleton<ISessionControlStore, SessionControlStore>();
        services.AddSingleton<ISessionPolicyStore, SessionPolicyStore>();
        services.AddSingleton<IBulkDisconnectStore, BulkDisconnectStore>();
        services.AddSingleton<IRejectStore, RejectStore>();
        services.AddSingleton<IPortalStore, PortalStore>();
        services.AddSingleton<IExportStore, ExportStore>();
        services.AddSingleton<IDeskJobStore, DeskJobStore>();
        services.AddSingleton<IListViewStore, ListViewStore>();
        services.AddSingleton<IOperationStore, OperationStore>();
        services.AddSingleton<IPromotionStore, PromotionStore>();
        services.AddSingleton<IProductFundsStore, ProductFundsStore>();
        services.AddSingleton<ISuspenseStore, SuspenseStore>();
        services.AddSingleton<ITariffNews, TariffNews>();
        services.AddSingleton<INodeStore, NodeStore>();
        services.AddSingleton<IAddressStore, AddressStore>();
        services.AddSingleton<IPoolStore>(provider => provider.GetRequiredService<PoolStore>());
        services.AddSingleton<IRealmStore>(provider => provider.GetRequiredService<RealmStore>());
        services.AddSingleton<IRatingCaseStore, RatingCaseStore>();
        services.AddSingleton<IRerateStore, RerateStore>();
        services.AddSingleton<IReratingStore, ReratingStore>();
        services.AddSingleton<INumberingStore, NumberingStore>();
        services.AddSingleton<IPayerStore, PayerStore>();
        services.AddSingleton<IBillRunStore, BillRunStore>();
        services.AddSingleton<IInvoiceDocumentStore, InvoiceDocumentStore>();
        services.AddSingleton<ILogoStore, LogoStore>();
        services.AddSingleton<IAccountStore>(provider => provider.GetRequiredService<AccountStore>());
        services.AddConfigurationStores();

        return services;
    }

    private static void AddConfigurationStores(this IServiceCollection services)
    {
        services.AddSingleton<IAuditLogStore, AuditLogStore>();
        services.AddSingleton<ICustomerStore, CustomerStore>();
        services.AddSingleton<IEmailChangeStore, EmailChangeStore>();
        services.AddSingleton<IAccountChangeStore, AccountChangeStore>();
        services.AddSingleton<ITellingStore, TellingStore>();
        services.AddSingleton<IProductStore, ProductStore>();
        services.AddSingleton<IPlanStore, PlanStore>();
        services.AddSingleton<ILineStore, LineStore>();
        services.AddSingleton<ITariffChangeStore, TariffChangeStore>();
        services.AddSingleton<ICarrierLayoutStore, CarrierLayoutStore>();
        services.AddSingleton<IRateImportStore, RateImportStore>();
        services.AddSingleton<INodeChangeStore, NodeChangeStore>();
        services.AddSingleton<INotificationStore, NotificationStore>();
        services.AddSingleton<IAlertStore, AlertStore>();
        services.AddSingleton<IDestinationStore, DestinationStore>();
        services.AddSingleton<IVoucherStore, VoucherStore>();
        services.AddSingleton<IPaymentStore, PaymentStore>();
        services.AddSingleton<IWalletStore, WalletStore>();
    }
}
