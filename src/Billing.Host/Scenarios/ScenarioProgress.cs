using System.Text.Json;
using Billing.Host.Output;
using Billing.Postgres.Demo;
using NodaTime;

namespace Billing.Host.Scenarios;

/// <summary>Notes how far a scenario has come, so that another process can go on where this one is killed.</summary>
/// <param name="watcher">Is told by a dot each time that something was noted; null: nobody watches.</param>
internal sealed class ScenarioProgress(ScratchProgress notes, TextWriter? watcher)
{
    /// <summary>What was done before; null: nothing.</summary>
    public async Task<Found?> FindAsync(CancellationToken cancellation) => await notes.FindAsync(cancellation) is { } state
        ? new(
            Instant.FromUnixTimeTicks(state.ClockTicks),
            JsonSerializer.Deserialize<ScenarioBook>(state.SetUp)!,
            [.. state.Steps.Select(step => Parse(step.Answer))],
            [.. state.Steps.Select(step => step.Made).OfType<string>().Select(made => JsonSerializer.Deserialize<ScenarioBook.Named>(made)!)])
        : null;

    public async Task BeginAsync(Instant at, ScenarioBook book)
    {
        await notes.BeginAsync(at.ToUnixTimeTicks(), JsonSerializer.Serialize(book));
        Tell();
    }

    /// <summary>To be called before anything happens at the instant.</summary>
    public async Task MoveAsync(Instant to)
    {
        await notes.MoveAsync(to.ToUnixTimeTicks());
        Tell();
    }

    /// <param name="number">Of the step, from zero.</param>
    /// <param name="made">What it made that later steps speak of.</param>
    /// <returns>The answer as another process would find it.</returns>
    public async Task<object> DoneAsync(int number, object answer, ScenarioBook.Named? made)
    {
        var text = Show.Text(answer);
        await notes.DoneAsync(number, new(text, made is null ? null : JsonSerializer.Serialize(made)));
        Tell();

        return Parse(text);
    }

    private void Tell() => watcher?.WriteLine('.');

    private static JsonElement Parse(string text)
    {
        using var document = JsonDocument.Parse(text);

        return document.RootElement.Clone();
    }

    /// <param name="Now">What the clock had come to: some of what is due then may be done.</param>
    public sealed record Found(Instant Now, ScenarioBook Book, IReadOnlyList<JsonElement> Answers, IReadOnlyList<ScenarioBook.Named> Made);
}

/// <summary>The numbers of what a scenario begins with.</summary>
/// <param name="Plans">By name and currency.</param>
internal sealed record ScenarioBook(Dictionary<string, long> Plans, Dictionary<string, ScenarioBook.Customer> Customers)
{
    public sealed record Customer(long BalanceId, long AccountId);

    /// <summary>Something that a step made under a name by which later steps call it.</summary>
    /// <param name="Kind">A subscription, vouchers, a use of a service, a coupon.</param>
    /// <param name="Values">Whose it is and its number, of a coupon too; the codes; whose it is and its operation.</param>
    public sealed record Named(string Kind, string Name, string[] Values)
    {
        public const string Subscription = "subscription";
        public const string Vouchers = "vouchers";
        public const string Use = "use";
        public const string Coupon = "coupon";
    }
}
