using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Customers;
using Billing.Contracts.Paging;
using Billing.Contracts.Users;
using Billing.Core.Accounts;
using Billing.Core.Balances;
using Billing.Portal.Care;
using Billing.Portal.Desk;
using Billing.Portal.Layouts;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MudBlazor.Services;

namespace Billing.Portal.Tests.Care;

/// <summary>A customer with two lines, <c>ann</c> and <c>ben</c>, each on a balance of its own: what is asked of them is answered when a test says so.</summary>
public abstract class CareContext : BunitContext
{
    protected const long Ann = 1;
    protected const long Ben = 2;

    private readonly Dictionary<(Type, long), object> _grains = [];

    protected CareContext()
    {
        Services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>().AddSingleton<FailureDesk>().AddSingleton(TimeProvider.System);
        Services.AddMudServices();
        Services.AddOptions<BrandOptions>();
        Services.AddSingleton(Answers.To<IAccountQuery>((_, arguments) => ListAsync((AccountFilter)arguments[1]!)));
        Services.AddSingleton(Answers.To<IFundsQuery>((_, _) => Task.FromResult<FundsRecord?>(HasFunds ? new("USD", 0, Funds.None) : null)));
        Services.AddSingleton(Answers.To<ICustomerQuery>((_, _) => Task.FromResult<CustomerDetail?>(null)));
        Services.AddSingleton(Answers.To<IGrainFactory>((method, arguments) => _grains[(method.ReturnType, arguments[0] as long? ?? 0)]));
        Services.AddSingleton<CareReader>();
        JSInterop.Mode = JSRuntimeMode.Loose;
        var user = AddAuthorization();
        user.SetAuthorized("family");
        user.SetClaims(new(UserClaim.Kind, UserClaim.Subscriber), new(UserClaim.CustomerId, "7"));

        foreach (var line in new[] { Ann, Ben })
        {
            Grain(line, Answers.To<IBalanceGrain>((_, _) => new ValueTask<BalanceView?>(new BalanceView("USD", line, 0, 0, line, 0, 0))));
        }
    }

    /// <summary>Else another pays for the lines.</summary>
    protected bool HasFunds { get; init; } = true;

    protected IReadOnlyList<AccountRow> Lines { get; init; } = [Line(Ann, "ann"), Line(Ben, "ben")];

    /// <summary>What a search for lines waits for.</summary>
    protected Dictionary<string, Task> Searches { get; } = [];

    /// <param name="number">Of a kind whose keys are texts: 0, for whatever it is called.</param>
    protected void Grain<T>(long number, T grain)
        where T : class => _grains[(typeof(T), number)] = grain;

    protected IRenderedComponent<Addressed> Open<TPage>(string address)
        where TPage : IComponent
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);

        return Render<Addressed>(page => page.Add(it => it.ChildContent, builder =>
        {
            builder.OpenComponent<TPage>(0);
            builder.CloseComponent();
        }));
    }

    /// <summary>Another filter of the same page.</summary>
    protected void Go(IRenderedComponent<Addressed> page, string address)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        page.Render();
    }

    private async Task<Page<AccountRow>> ListAsync(AccountFilter filter)
    {
        if (Searches.TryGetValue(filter.Text ?? "", out var search))
        {
            await search;
        }

        return new([.. Lines.Where(line => line.Login.StartsWith(filter.Text ?? "", StringComparison.Ordinal))], null, null);
    }

    protected static AccountRow Line(long number, string login) =>
        new(number, login, [login], 7, "C-7", "Family", "Voice", [], ["voice"], AccountStatus.Active, number, number, "USD", false, 0, null);
}
