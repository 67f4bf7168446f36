using System.Security.Claims;
using Billing.Portal.Users;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Billing.Portal.Tests.Users;

public sealed class CircuitTicketsTests
{
    [Fact]
    public async Task A_request_that_takes_longer_than_a_check_of_its_session_is_not_turned_away_in_its_own_answer()
    {
        var asks = new Asks();
        using var tickets = Tickets(asks, new OpenCircuit());

        await asks.Third.Task.WaitAsync(TestContext.Current.CancellationToken);

        Assert.True((await tickets.GetAuthenticationStateAsync()).User.Identity!.IsAuthenticated);
    }

    // There is no database to ask here, and who cannot be found is signed out.
    [Fact]
    public async Task An_open_page_is_asked_about()
    {
        var circuit = new OpenCircuit();
        await circuit.OnCircuitOpenedAsync(null!, CancellationToken.None);
        var changed = new TaskCompletionSource();
        using var tickets = Tickets(new(), circuit, () => changed.TrySetResult());

        await changed.Task.WaitAsync(TestContext.Current.CancellationToken);

        Assert.False((await tickets.GetAuthenticationStateAsync()).User.Identity?.IsAuthenticated ?? false);
    }

    private static CircuitTickets Tickets(Asks asks, OpenCircuit circuit, Action? changed = null)
    {
        var scopes = new ServiceCollection().BuildServiceProvider().GetRequiredService<IServiceScopeFactory>();
        var tickets = new CircuitTickets(NullLoggerFactory.Instance, scopes, asks, circuit);
        tickets.SetAuthenticationState(Task.FromResult(new AuthenticationState(new(new ClaimsIdentity("test")))));
        tickets.AuthenticationStateChanged += _ => changed?.Invoke();

        return tickets;
    }

    /// <summary>Each round of the check asks how long it waits.</summary>
    private sealed class Asks : IOptions<SecurityStampValidatorOptions>
    {
        private int _rounds;

        public TaskCompletionSource Third { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public SecurityStampValidatorOptions Value
        {
            get
            {
                if (Interlocked.Increment(ref _rounds) == 3)
                {
                    Third.TrySetResult();
                }

                return new() { ValidationInterval = TimeSpan.FromMilliseconds(1) };
            }
        }
    }
}
