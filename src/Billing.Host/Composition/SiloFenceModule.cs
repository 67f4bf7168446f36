using Billing.Contracts.Service;

namespace Billing.Host.Composition;

internal static class SiloFenceModule
{
    /// <summary>Puts the fence between the journal's health and whoever asks for it; call it after the silo and before the listener.</summary>
    public static void AddSiloFence(this IServiceCollection services)
    {
        var journal = services.Last(service => service.ServiceType == typeof(ICommitHealth));
        services.Remove(journal);
        services.AddSingleton<IFatalErrorHandler, SiloEnd>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<SiloFence>(
            provider,
            (ICommitHealth)journal.ImplementationFactory!(provider),
            provider.GetRequiredService<IConfiguration>().Read<ClusterSettings>("Billing:Cluster")));
        services.AddSingleton<ICommitHealth>(provider => provider.GetRequiredService<SiloFence>());
        services.AddHostedService(provider => provider.GetRequiredService<SiloFence>());
    }
}
