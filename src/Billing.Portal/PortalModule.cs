using System.Globalization;
using Billing.Portal.Account;
using Billing.Portal.Balances;
using Billing.Portal.Care;
using Billing.Portal.Desk;
using Billing.Portal.Exports;
using Billing.Portal.Invoices;
using Billing.Portal.Lists;
using Billing.Portal.Nodes;
using Billing.Portal.Sessions;
using Billing.Portal.Tariffs;
using Billing.Portal.Today;
using Billing.Portal.Usage;
using Billing.Portal.Users;
using Billing.Portal.Vouchers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Localization;
using MudBlazor;
using MudBlazor.Services;

namespace Billing.Portal;

/// <summary>Everything that shows the platform to people.</summary>
public static class PortalModule
{
    /// <summary>Region cultures: dates and numbers differ within a language.</summary>
    internal static readonly CultureInfo[] Cultures =
        [.. new[] { "en-GB", "en-US", "es-ES", "es-MX" }.Select(CultureInfo.GetCultureInfo)];

    public static IServiceCollection AddBillingPortal(this IServiceCollection services)
    {
        services.AddOptions<BrandOptions>().BindConfiguration("Billing:Brand");
        services.AddOptions<TraceOptions>().BindConfiguration("Billing:Telemetry");
        services.AddLocalization();
        services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>();
        services.AddSingleton<FailureDesk>();
        services.AddRequestLocalization(options =>
        {
            options.DefaultRequestCulture = new RequestCulture(Cultures[0]);
            options.SupportedCultures = Cultures;
            options.SupportedUICultures = Cultures;
            options.ApplyCurrentCultureToResponseHeaders = true;
        });
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddMudServices(options =>
        {
            // At the top end it would lie on the page's own buttons, and stay there as long as the pointer does.
            options.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomStart;

            // Of more than so many the newest would wait unseen for older ones to fade, and it may say that something failed.
            options.SnackbarConfiguration.MaxDisplayedSnackbars = 100;
        });
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<GatewaySnapshot>();
        services.AddCascadingAuthenticationState();
        services.AddScoped<ExportDesk>().AddScoped<RerateDesk>();
        services.AddScoped<Clerk>().AddScoped<UndoDesk>().AddScoped<Remainder>().AddScoped<MoneyDesk>().AddScoped<ServiceUnits>().AddScoped<WhoseNames>().AddScoped<FilterWords>();
        services.AddSingleton<DashboardSnapshot>();
        services.AddScoped<CareReader>();
        services.AddScoped<OpenCircuit>().AddScoped<CircuitHandler>(provider => provider.GetRequiredService<OpenCircuit>());
        services.AddScoped<AuthenticationStateProvider, CircuitTickets>();
        services.AddScoped<OwnUser>();
        services.AddScoped<UserDesk>().AddScoped<UserOrders>();
        services.AddScoped<UserPreferences>();
        services.AddScoped<SubscriberDesk>();
        services.AddScoped<RoleDesk>();
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = ResponseCompressionDefaults.MimeTypes.Where(type => type != "text/event-stream");
        });

        return services;
    }

    /// <summary>The pages, behind signing in. Whoever calls it has added authentication and the policies.</summary>
    public static void MapBillingPortal(this WebApplication app)
    {
        app.UseResponseCompression();
        app.Use(GuardAsync);
        app.UseRequestLocalization();
        app.UseStatusCodePagesWithReExecute("/account/not-found", createScopeForStatusCodePages: true);
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapStaticAssets().AllowAnonymous();
        app.MapAccount();
        app.MapRateFile();
        app.MapComparisonFile();
        app.MapInvoiceFiles();
        app.MapExportFiles();
        app.MapVoucherFiles();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }

    /// <summary>A file that says whose and how much: neither the browser nor anything before it keeps a copy.</summary>
    internal static RouteHandlerBuilder IsNotKept(this RouteHandlerBuilder file) => file.AddEndpointFilter((context, next) =>
    {
        context.HttpContext.Response.Headers.CacheControl = "no-store";

        return next(context);
    });

    // MudBlazor writes styles into elements; scripts are only ours and Blazor's.
    private static Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'self'; "
            + "form-action 'self'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";

        return next(context);
    }
}
