using Billing.Contracts.Exports;
using Billing.Contracts.Rating;
using Billing.Contracts.Records;
using Billing.Contracts.Users;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace Billing.Portal.Usage;

/// <summary>Begins dry runs of re-ratings in the name of who is signed in, and goes to where they are followed.</summary>
public sealed class RerateDesk(
    IGrainFactory grains, Clerk clerk, NavigationManager navigation, ISnackbar snackbar, FailureDesk failures, IStringLocalizer<Words> text)
{
    public async Task StartAsync(XdrFilter filter)
    {
        try
        {
            var by = await clerk.RequireAsync(Permissions.UsageRerate);
            var key = $"rerate-{Guid.NewGuid():N}";
            await grains.GetGrain<IReratingGrain>(key).StartAsync(new(ExportFilter.Write(filter), by));
            navigation.NavigateTo($"admin/usage/rerating/{key}");
        }
        catch (Exception failure) when (failure.IsTold())
        {
            snackbar.Add(
                failures.Say(failure, text["No answer came. Look at the jobs before you begin it again."]),
                Severity.Error);
        }
    }
}
