using System.Collections.Immutable;
using Billing.Contracts;
using Billing.Contracts.Exports;
using Billing.Contracts.Users;
using Billing.Portal.Care;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace Billing.Portal.Exports;

/// <param name="Filter">The list's own filter, as <see cref="ExportFilter"/> writes it.</param>
public sealed record ExportRequest(ExportList List, string Filter)
{
    public static ExportRequest Of<T>(ExportList list, T filter) => new(list, ExportFilter.Write(filter));

    /// <summary>What staff needs, all of it, to see what the file has.</summary>
    /// <param name="hasMoney">A column is of money that the list shows only to who may see money.</param>
    public static IReadOnlyList<string> Needed(ExportList list, bool hasMoney) =>
        hasMoney ? [Permission(list), Permissions.MoneyView] : [Permission(list)];

    private static string Permission(ExportList list) => list switch
    {
        ExportList.UsageRecords => Permissions.UsageView,
        ExportList.Payments => Permissions.MoneyView,
        ExportList.Invoices => Permissions.InvoicesView,
        _ => Permissions.CustomersView,
    };
}

/// <summary>Begins exports in the name and scope of who is signed in, and goes to where they are followed.</summary>
public sealed class ExportDesk(
    IGrainFactory grains,
    Clerk clerk,
    AuthenticationStateProvider authentication,
    NavigationManager navigation,
    ISnackbar snackbar,
    FailureDesk failures,
    IStringLocalizer<Words> text)
{
    public async Task StartAsync(ExportRequest request, string name, bool isDescending, ImmutableArray<ExportColumn> columns)
    {
        try
        {
            var isStaff = await clerk.MayAsync(Policies.Staff);
            var (scope, by) = isStaff
                ? (Scope.Everything, await StaffAsync(request.List, columns))
                : await SubscriberAsync();
            var key = $"export-{Guid.NewGuid():N}";
            var begun = await grains.GetGrain<IExportGrain>(key).StartAsync(
                new(request.List, request.Filter, columns, name, isDescending, by, scope.CustomerId, scope.AccountId));

            if (begun is null)
            {
                snackbar.Add(text["{0} of your exports are running. Wait until one is done, then begin this one again.", ExportOrder.MostAtOnce], Severity.Warning);
            }
            else
            {
                navigation.NavigateTo($"{(isStaff ? "admin" : "my")}/exports/{key}");
            }
        }
        catch (Exception failure) when (failure.IsTold())
        {
            snackbar.Add(
                failures.Say(failure, text["No answer came. Look at the jobs before you begin it again."]),
                Severity.Error);
        }
    }

    private async Task<string> StaffAsync(ExportList list, ImmutableArray<ExportColumn> columns)
    {
        foreach (var permission in ExportRequest.Needed(list, columns.Any(column => column.Name == ExportColumn.Balance)))
        {
            await clerk.RequireAsync(permission);
        }

        return await clerk.NameAsync();
    }

    private async Task<(Scope Scope, string By)> SubscriberAsync()
    {
        var subscriber = Subscriber.Of((await authentication.GetAuthenticationStateAsync()).User);

        return (subscriber.Scope, subscriber.By);
    }
}
