using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Sessions;
using Billing.Grains.Accounts;
using Billing.Grains.Balances;
using Billing.Grains.Customers;
using Billing.Grains.Exports;
using Billing.Grains.Invoices;
using Billing.Grains.Lines;
using Billing.Grains.Nodes;
using Billing.Grains.Notifications;
using Billing.Grains.Payers;
using Billing.Grains.Payments;
using Billing.Grains.Payments.Stripe;
using Billing.Grains.Rating;
using Billing.Grains.Sessions;
using Billing.Grains.Tariffs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Billing.Grains;

/// <summary>What a silo needs to host the grains, except their stores and journal.</summary>
public static class GrainsModule
{
    public static IServiceCollection AddBillingGrains(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton<SessionIds>();
        services.AddSingleton<TariffCatalog>();
        services.AddSingleton<RateBook>();
        services.AddSingleton<NumberingCatalog>();
        services.AddSingleton<OnNetNumbers>();
        services.AddSingleton<TermsVersion>();
        services.AddPayments();
        services.AddSingleton<RateChooser>();
        services.AddSingleton<PriceExplainer>();
        services.AddSingleton<RateExplainer>();
        services.AddSingleton<RatingTrial>();
        services.AddSingleton<Repricer>();
        services.AddSingleton<ProductGains>();
        services.AddSingleton<LinePricing>();
        services.AddSingleton<SessionOpenings>();
        services.AddSingleton<ExportLists>();
        services.AddSingleton<RateBulk>();
        services.AddSingleton<ChargingMeter>();
        services.AddSingleton<SessionMemory>();
        services.AddSingleton<BillingMeter>();
        services.AddSingleton<Door<IBalanceGrain>>();
        services.AddOptions<SessionOptions>().BindConfiguration("Billing:Sessions");
        services.AddSingleton<UnknownLogins>();
        services.AddSingleton<IUnknownLogins>(provider => provider.GetRequiredService<UnknownLogins>());
        services.AddSingleton<RejectLog>();
        services.AddHostedService(provider =>
        {
            provider.GetRequiredService<ChargingMeter>(); // its gauges are there from the start, at nothing
            return provider.GetRequiredService<RejectLog>();
        });
        services.AddSingleton<SessionSteering>();
        services.AddSingleton<ISteeringCounts>(provider => provider.GetRequiredService<SessionSteering>());
        services.AddHostedService(provider => provider.GetRequiredService<SessionSteering>());
        services.AddSingleton<IGatewayControl, NoGatewayControl>(); // a listener in this process replaces it
        services.AddHostedService<SiloService>();
        services.AddOptions<PayerOptions>().BindConfiguration("Billing:Payers");
        services.AddOptions<SenderOptions>().BindConfiguration("Billing:Brand").ValidateOnStart();
        services.AddSingleton<OtherFont>();
        services.AddSingleton<IValidateOptions<SenderOptions>, SenderChecks>();
        services.AddNotifications();
        services.Configure<GrainCollectionOptions>(options =>
        {
            options.CollectionAge = TimeSpan.FromMinutes(15);
            options.CollectionQuantum = TimeSpan.FromMinutes(1);
        });

        return services;
    }

    private static void AddPayments(this IServiceCollection services)
    {
        services.AddOptions<PaymentOptions>().BindConfiguration("Billing:Payments");
        services.AddSingleton<IPaymentProvider>(provider => provider.GetRequiredService<IOptions<PaymentOptions>>().Value.Provider switch
        {
            PaymentProviderKind.Stripe => ActivatorUtilities.CreateInstance<StripePaymentProvider>(provider),
            PaymentProviderKind.None => new NoPaymentProvider(),
            _ => new TestPaymentProvider(),
        });
    }

    private static void AddNotifications(this IServiceCollection services)
    {
        services.AddOptions<NotificationOptions>().BindConfiguration("Billing:Notifications").ValidateOnStart();
        services.AddSingleton<IValidateOptions<NotificationOptions>, NotificationChecks>();
        services.AddSingleton<Thresholds>();
        services.AddSingleton<NotificationMeter>();
        services.AddSingleton<NotificationRouter>();
        services.AddSingleton<IDeliveryChannel, SmtpChannel>();
        services.AddSingleton<IDeliveryChannel, WebhookChannel>();
        services.AddSingleton<EmailConfirmation>();
    }
}
