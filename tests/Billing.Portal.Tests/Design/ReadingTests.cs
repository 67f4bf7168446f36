using System.Reflection;
using System.Runtime.CompilerServices;
using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Lines;
using Billing.Contracts.Nodes;
using Billing.Contracts.Paging;
using Billing.Contracts.Products;
using Billing.Contracts.Tariffs;
using Billing.Contracts.Users;
using Billing.Core.Accounts;
using Billing.Core.Customers;
using Billing.Core.Tariffs;
using Billing.Portal.Accounts;
using Billing.Portal.Balances;
using Billing.Portal.Care;
using Billing.Portal.Desk;
using Billing.Portal.Destinations;
using Billing.Portal.Exports;
using Billing.Portal.Layouts;
using Billing.Portal.Lists;
using Billing.Portal.Nodes;
using Billing.Portal.Payments;
using Billing.Portal.Sessions;
using Billing.Portal.Subscriptions;
using Billing.Portal.Tariffs;
using Billing.Portal.Usage;
using Billing.Portal.Users;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MudBlazor;
using MudBlazor.Services;
using NodaTime;

namespace Billing.Portal.Tests.Design;

/// <summary>What is shown while nothing is answered yet, and what is not: whatever the answer would push away, or undo.</summary>
public sealed class ReadingTests : BunitContext
{
    private static readonly AccountView Account =
        new(4, 7, 9, "ann", ["ann"], AccountStatus.Active, null, CustomerStatus.Active, 10, [], null, null, Instant.FromUtc(2026, 11, 1, 0, 0), 1);

    private static readonly Subscriber Ann = new(Scope.OfCustomer(7), "Ann", "ann");

    private static readonly Dictionary<Type, Dictionary<string, object?>> Parts = new()
    {
        [typeof(RateDialog)] = new() { ["Head"] = new TariffHead(1, "Voice", "USD", Unit.Second, 2, false, 1), ["Undone"] = () => Task.CompletedTask },
        [typeof(EmergencyNumbersPage)] = [],
        [typeof(GroupPage)] = new() { ["GroupId"] = (int?)5 },
        [typeof(NewUserDialog)] = [],
        [typeof(PlanDialog)] = new() { ["What"] = PlanVerb.Add, ["BalanceId"] = 9L, ["Currency"] = "USD", ["Whose"] = "Ann" },
        [typeof(PlanOrderDialog)] = new()
        {
            ["AccountId"] = 4L,
            ["Order"] = new LineOrder("o", LineVerb.Add, 1, null, AtRenewal: false, new(7, null), "ann"),
            ["Name"] = "Extra",
            ["Currency"] = "USD",
        },
        [typeof(LinesCard)] = new() { ["Subscriber"] = Ann },
        [typeof(ContactCard)] = new() { ["Subscriber"] = Ann },
        [typeof(BillsSection)] = new() { ["Scope"] = Ann.Scope, ["BalanceId"] = 9L, ["Currency"] = "USD" },
        [typeof(UsagePage)] = [],
        [typeof(UsagePanel)] = new() { ["AccountId"] = (long?)4, ["ZoneId"] = "UTC" },
        [typeof(ProductCard)] = new() { ["View"] = Account },
        [typeof(SessionsCard)] = new() { ["AccountId"] = 4L, ["Whose"] = "ann" },
        [typeof(SubscriberUsers)] = new() { ["Whose"] = new SubscriberOf(7, null) },
        [typeof(WalletPanel)] = new() { ["BalanceId"] = 9L, ["Currency"] = "USD" },
        [typeof(CouponsCard)] = new() { ["BalanceId"] = 9L, ["OpenFrom"] = new LocalDate(2026, 11, 1), ["Currency"] = "USD", ["Whose"] = "Ann" },
        [typeof(GatewaysPage)] = [],
        [typeof(UsageRecordsPage)] = [],
    };

    public static TheoryData<string> Names => [.. Parts.Keys.Where(part => part != typeof(UsageRecordsPage)).Select(part => part.Name)];

    public ReadingTests()
    {
        Services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>().AddSingleton<FailureDesk>().AddSingleton(TimeProvider.System);
        Services.AddMudServices();
        Services.AddOptions<BrandOptions>();
        Services.AddScoped<Clerk>().AddScoped<ExportDesk>().AddScoped<UndoDesk>().AddScoped<ServiceUnits>().AddScoped<CareReader>().AddScoped<WhoseNames>();
        Services.AddScoped<RerateDesk>().AddSingleton<GatewaySnapshot>().AddScoped<UserOrders>().AddScoped<SubscriberDesk>();
        Services.AddScoped(_ => (UserDesk)RuntimeHelpers.GetUninitializedObject(typeof(UserDesk)));
        Services.AddSingleton((IGrainFactory)Unanswered(typeof(IGrainFactory)));

        foreach (var query in typeof(Scope).Assembly.GetExportedTypes().Where(type => type.IsInterface && type.Name.EndsWith("Query", StringComparison.Ordinal)))
        {
            Services.AddSingleton(query, Unanswered(query));
        }

        JSInterop.Mode = JSRuntimeMode.Loose;
        var user = AddAuthorization();
        user.SetAuthorized("dana");
        user.SetPolicies([.. Permissions.All]);
        user.SetClaims(new(UserClaim.Kind, UserClaim.Subscriber), new(UserClaim.CustomerId, "7"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_is_read_late_says_so_where_it_will_stand(string name)
    {
        var shown = await ShowAsync(Parts.Keys.Single(part => part.Name == name));

        Assert.NotEmpty(shown.FindAll("p.reading"));
    }

    [Fact]
    public async Task The_sums_of_usage_say_so_when_only_they_are_to_come()
    {
        Services.AddSingleton(Answers.To<INodeQuery>((_, _) => Task.FromResult<IReadOnlyList<NodeRow>>([])));
        Services.AddSingleton(Answers.To<IProductQuery>((_, _) => Task.FromResult(new Page<ProductRow>([], null, null))));

        Assert.NotEmpty((await ShowAsync(typeof(UsageRecordsPage))).FindAll("p.reading"));
    }

    // What is read comes after the form: on a slow link it took away what had been typed until then.
    [Theory]
    [InlineData(nameof(RateDialog))]
    [InlineData(nameof(EmergencyNumbersPage))]
    [InlineData(nameof(GroupPage))]
    [InlineData(nameof(PlanDialog))]
    [InlineData(nameof(ContactCard))]
    public async Task A_form_of_what_is_stored_is_there_when_that_is_read(string name)
    {
        var shown = await ShowAsync(Parts.Keys.Single(part => part.Name == name));

        Assert.Empty(shown.FindAll(".formgrid"));
    }

    // Its sentence alone would be pushed and push like any other: what is below it is not shown because of its class.
    [Fact]
    public void It_is_said_by_the_one_component_that_hides_what_is_below()
    {
        var saying = Directory.EnumerateFiles(Path.Combine(Here(), "../../../src/Billing.Portal"), "*.razor", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("L[\"Loading…\"]", StringComparison.Ordinal))
            .Select(Path.GetFileName);

        Assert.Equal(["ListTable.razor", "RatesPage.razor", "Reading.razor", "RejectedLines.razor"], saying.Order(StringComparer.Ordinal));
    }

    private static string Here([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;

    private async Task<IRenderedComponent<IComponent>> ShowAsync(Type part)
    {
        if (part.Name.EndsWith("Dialog", StringComparison.Ordinal))
        {
            var dialogs = Render<MudDialogProvider>();
            var parameters = new DialogParameters();

            foreach (var (name, value) in Parts[part])
            {
                parameters.Add(name, value);
            }

            await dialogs.InvokeAsync(() => Services.GetRequiredService<IDialogService>().ShowAsync(part, null, parameters));

            return dialogs;
        }

        return Render<Addressed>(page => page.Add(it => it.ChildContent, builder =>
        {
            builder.OpenComponent(0, part);
            builder.AddMultipleAttributes(1, Parts[part]!);
            builder.CloseComponent();
        }));
    }

    private static object Unanswered(Type asked)
    {
        Func<MethodInfo, object?[], object?> never = (method, _) => Never(method.ReturnType);

        return typeof(Answers).GetMethod(nameof(Answers.To))!.MakeGenericMethod(asked).Invoke(null, [never])!;
    }

    private static object? Never(Type type)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() is var kind && (kind == typeof(Task<>) || kind == typeof(ValueTask<>)))
        {
            var answer = typeof(TaskCompletionSource<>).MakeGenericType(type.GenericTypeArguments);
            var task = answer.GetProperty("Task")!.GetValue(Activator.CreateInstance(answer));

            return kind == typeof(Task<>) ? task : Activator.CreateInstance(type, task);
        }

        return type == typeof(Task) ? new TaskCompletionSource().Task : type.IsInterface ? Unanswered(type) : null;
    }
}
