using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Destinations;
using Billing.Contracts.Invoices;
using Billing.Contracts.Nodes;
using Billing.Contracts.Products;
using Billing.Contracts.Records;
using Billing.Contracts.Service;
using Billing.Grains.Accounts;
using Billing.Grains.Balances;
using Billing.Grains.Nodes;
using Billing.Grains.Payers;
using Billing.Grains.Sessions;
using Billing.Grains.Tariffs;
using Billing.Postgres.Accounts;
using Billing.Postgres.Balances;
using Billing.Postgres.Demo;
using Billing.Postgres.Destinations;
using Billing.Postgres.Nodes;
using Billing.Postgres.Payers;
using Billing.Postgres.Products;
using Billing.Postgres.Records;
using Billing.Postgres.Security;
using Billing.Postgres.Sessions;
using Billing.Postgres.Tariffs;
using Billing.Postgres.Upkeep;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Billing.Postgres;

/// <summary>Everything that PostgreSQL does for the platform.</summary>
public static class PostgresModule
{
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
        services.AddSingleton<IAccountQuery>(provider => provider.GetRequiredService<AccountStore>());
        services.AddSingleton<IRecordQuery, RecordQuery>();
        services.AddSingleton<INodeQuery, NodeQuery>();
        services.AddSingleton<IProductQuery, ProductQuery>();
        services.AddSingleton<IDestinationQuery, DestinationQuery>();
        services.AddSingleton<Audit>();
        services.AddSingleton<DemoSeed>();
        services.AddSingleton<BalanceStore>();
        services.AddSingleton<IFundsQuery, FundsQuery>();
        services.AddSingleton<ITariffStore, TariffStore>();
        services.AddSingleton<TariffPublisher>();
        services.AddSingleton<IInvoiceQuery, InvoiceQuery>();
        services.AddSingleton<PlanPublisher>();
        services.AddSingleton<ScratchBook>();

        return services;
    }

    /// <summary>The write ports as well: what a silo needs.</summary>
    public static IServiceCollection AddBillingStores(this IServiceCollection services)
    {
        services.AddBillingQueries();
        services.AddOptions<JournalOptions>().BindConfiguration("Billing:Journal");
        services.AddSingleton<Journal>();
        services.AddSingleton<IJournal>(provider => provider.GetRequiredService<Journal>());
        services.AddSingleton<ICommitHealth>(provider => provider.GetRequiredService<Journal>());
        services.AddHostedService(provider => provider.GetRequiredService<Journal>());
        services.AddOptions<UpkeepOptions>().BindConfiguration("Billing:Upkeep");
        services.AddSingleton<DatabaseUpkeep>();
        services.AddHostedService(provider => provider.GetRequiredService<DatabaseUpkeep>());
        services.AddSingleton<IBalanceStore>(provider => provider.GetRequiredService<BalanceStore>());
        services.AddSingleton<ISessionStore, SessionStore>();
        services.AddSingleton<IOperationStore, OperationStore>();
        services.AddSingleton<IPromotionStore, PromotionStore>();
        services.AddSingleton<ISuspenseStore, SuspenseStore>();
        services.AddSingleton<ITariffNews, TariffNews>();
        services.AddSingleton<INodeStore, NodeStore>();
        services.AddSingleton<INumberingStore, NumberingStore>();
        services.AddSingleton<IPayerStore, PayerStore>();
        services.AddSingleton<IBillRunStore, BillRunStore>();
        services.AddSingleton<IAccountStore>(provider => provider.GetRequiredService<AccountStore>());

        return services;
    }
}
