using System.Security.Claims;
using Billing.Contracts.Users;
using Billing.Host.Users;
using Billing.Postgres;
using Billing.Postgres.Demo;
using Billing.Testing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Billing.Host.Tests.Users;

/// <summary>Identity over a database, without a web server: each request has its services, its cookies go on to the next.</summary>
internal sealed class SignInDesk : IAsyncDisposable
{
    internal const string Password = "a-fine-long-password";

    private readonly ServiceProvider _services;
    private readonly Dictionary<string, string> _cookies = [];
    private AsyncServiceScope _request;
    private DefaultHttpContext _context = new();

    private SignInDesk(ServiceProvider services, ManualClock clock, string connectionString)
    {
        (_services, Clock) = (services, clock);
        Book = new(connectionString, services);
        Begin();
    }

    internal ManualClock Clock { get; }

    internal Book Book { get; }

    internal UserManager<PortalUser> Users => Get<UserManager<PortalUser>>();

    internal RoleManager<PortalRole> Roles => Get<RoleManager<PortalRole>>();

    internal SignInManager<PortalUser> SignIn
    {
        get
        {
            var signIn = Get<SignInManager<PortalUser>>();
            signIn.Context = _context;

            return signIn;
        }
    }

    internal IUserQuery Query => Get<IUserQuery>();

    internal static async Task<SignInDesk> OpenAsync(MigratedPostgres postgres, bool demo = false)
    {
        var database = await postgres.CreateDatabaseAsync();
        var clock = new ManualClock();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Billing:Postgres:ConnectionString", database)])
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton<TimeProvider>(clock);
        services.AddLogging();
        services.AddBillingQueries();
        services.AddBillingIdentity(configuration);

        // The rounds of the product would be most of the tests' time.
        services.PostConfigure<PasswordHasherOptions>(options => options.IterationCount = 1_000);
        var desk = new SignInDesk(services.BuildServiceProvider(validateScopes: true), clock, database);

        if (demo)
        {
            await desk.Get<DemoSeed>().LoadAsync(CancellationToken.None);
        }

        return desk;
    }

    internal T Get<T>()
        where T : notnull => _request.ServiceProvider.GetRequiredService<T>();

    /// <summary>Ends the request and begins the browser's next one, with the cookies that it got.</summary>
    /// <returns>The cookies as they were set, with their attributes.</returns>
    internal async Task<string[]> NextRequestAsync()
    {
        string[] set = [.. _context.Response.Headers.SetCookie.Select(one => one!)];

        foreach (var cookie in set)
        {
            var parts = cookie.Split(';')[0].Split('=', 2);
            _cookies[parts[0]] = parts[1];
        }

        await _request.DisposeAsync();
        Begin();

        return set;
    }

    internal async Task<PortalUser> AddStaffAsync(string name, params string[] roles)
    {
        var user = new PortalUser { UserName = name };
        Ok(await Users.CreateAsync(user, Password));
        Ok(await Users.AddToRolesAsync(user, roles));

        return user;
    }

    internal async Task<PortalUser> AddSubscriberAsync(string name)
    {
        var user = new PortalUser
        {
            UserName = name,
            CustomerId = await Book.ReadAsync<long>("insert into customer (name) values ($1) returning customer_id", name),
        };
        Ok(await Users.CreateAsync(user, Password));

        return user;
    }

    /// <summary>The user as another request would find them.</summary>
    internal async Task<PortalUser> FreshAsync(string name)
    {
        await NextRequestAsync();

        return (await Users.FindByNameAsync(name))!;
    }

    internal async Task<ClaimsPrincipal> TicketAsync(PortalUser user) => await SignIn.CreateUserPrincipalAsync(user);

    internal async Task<bool> MayAsync(ClaimsPrincipal who, string policy) =>
        (await Get<IAuthorizationService>().AuthorizeAsync(who, null, policy)).Succeeded;

    internal async Task<AuthenticateResult> WhoAsync()
    {
        await NextRequestAsync();

        return await _context.AuthenticateAsync(IdentityConstants.ApplicationScheme);
    }

    internal static void Ok(IdentityResult result) =>
        Assert.True(result.Succeeded, string.Join(' ', result.Errors.Select(error => error.Description)));

    public async ValueTask DisposeAsync()
    {
        await Book.DisposeAsync();
        await _request.DisposeAsync();
        await _services.DisposeAsync();
    }

    private void Begin()
    {
        _request = _services.CreateAsyncScope();
        _context = new() { RequestServices = _request.ServiceProvider };
        _context.Request.Scheme = "https";
        _context.Request.Host = new("billing.example");
        _context.Request.Headers.Cookie = string.Join("; ", _cookies.Where(one => one.Value.Length > 0).Select(one => $"{one.Key}={one.Value}"));
    }
}
