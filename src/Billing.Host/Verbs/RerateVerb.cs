using System.CommandLine;
using System.Globalization;
using Billing.Contracts.Exports;
using Billing.Contracts.Nodes;
using Billing.Contracts.Rating;
using Billing.Contracts.Records;
using Billing.Host.Composition;
using Billing.Host.Output;

namespace Billing.Host.Verbs;

/// <summary><c>xdr rerate</c>: what records would cost by the rates as they are now, and that posted.</summary>
internal static class RerateVerb
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(300);

    private static readonly string[] TotalColumns = ["service", ">records", ">cost so far", ">would cost", ">difference", "currency"];

    private static readonly string[] RowColumns =
        ["account", "service", "session", ">part", "rate before", "rate now", ">cost so far", ">would cost", "currency", ">posted", ">entry", "problem"];

    private static readonly Option<string> From = new("--from") { Description = "Charged at this date or time in UTC or later.", Required = true };
    private static readonly Option<string> To = new("--to") { Description = "Charged before this date or time in UTC.", Required = true };
    private static readonly Option<string?> Account = new("--account") { Description = "Only this account's." };
    private static readonly Option<string?> Customer = new("--customer") { Description = "Only of this customer: its number, such as C-100007." };
    private static readonly Option<string?> Service = new("--service") { Description = "Only of this service, such as voice." };
    private static readonly Option<string?> Destination = new("--destination") { Description = "Only of rated destinations that begin so." };
    private static readonly Option<string?> Node = new("--gateway") { Description = "Only of this gateway: its name." };
    private static readonly Option<bool> Unrated = new("--unrated") { Description = "Only what nothing priced." };
    private static readonly Option<bool> Post = new("--post") { Description = "Correct what differs; without it nothing is changed." };
    private static readonly Option<string?> Note = new("--note") { Description = "A reason, for the statements." };
    private static readonly Option<int> Limit = Reading.LimitOption();
    private static readonly Option<bool> Json = Reading.JsonOption();

    public static Command Create()
    {
        var command = new Command(
            "rerate",
            $"Price usage again by the rates as they are now: a dry run, unless --post is given. At most {ReratingOrder.Most} records. What pays "
            + "(allowances, discounts, reserved money) stays as it was; each record that differs gets a ledger entry of its own.")
        {
            From, To, Account, Customer, Service, Destination, Node, Unrated, Post, Note, Limit, Json,
        };
        command.SetAction((parsed, cancellation) => Reading.WithAsync(services => RunAsync(services, parsed, cancellation), cancellation));

        return command;
    }

    /// <exception cref="UserException">No gateway has this name, nor this number.</exception>
    private static async Task<int> GatewayAsync(IServiceProvider services, string wanted, CancellationToken cancellation)
    {
        var nodes = await services.GetRequiredService<INodeQuery>().ListAsync(cancellation);

        return (nodes.FirstOrDefault(node => node.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase))
            ?? nodes.FirstOrDefault(node => node.NodeId.ToString(CultureInfo.InvariantCulture) == wanted))?.NodeId
                ?? throw new UserException($"--gateway: no gateway is called \"{wanted}\"");
    }

    private static async Task<int> RunAsync(IServiceProvider services, ParseResult parsed, CancellationToken cancellation)
    {
        var accountId = parsed.GetValue(Account) is { } alias ? (await services.AccountAsync(alias, cancellation)).AccountId : (long?)null;
        var filter = new XdrFilter(
            MoneyVerb.When(parsed.GetRequiredValue(From), "--from")!.Value,
            MoneyVerb.When(parsed.GetRequiredValue(To), "--to")!.Value,
            parsed.GetValue(Service),
            accountId,
            await services.CustomerAsync(parsed.GetValue(Customer), cancellation),
            parsed.GetValue(Destination),
            parsed.GetValue(Node) is { } gateway ? await GatewayAsync(services, gateway, cancellation) : null,
            IsUnrated: parsed.GetValue(Unrated));

        if (filter.To <= filter.From || filter.To - filter.From > XdrFilter.LongestPeriod)
        {
            throw new UserException($"--to: expected a time after --from, and {XdrFilter.LongestPeriod.Days} days after it at most");
        }

        var key = $"cli-{Guid.CreateVersion7():n}";
        await using var cluster = await services.ClusterAsync(cancellation);
        var job = cluster.Grains.GetGrain<IReratingGrain>(key);
        var view = await FollowAsync(job, await job.StartAsync(new(ExportFilter.Write(filter), Reading.Who)), cancellation);

        if (parsed.GetValue(Post) && view.IsPostable)
        {
            view = await FollowAsync(job, (await job.PostAsync(new(Reading.Who, parsed.GetValue(Note) ?? "re-rated at the shell")))!, cancellation);
        }

        var found = services.GetRequiredService<IReratingQuery>();
        var totals = await found.TotalsAsync(key, cancellation);
        var rows = (await found.RowsAsync(new(key), new(Size: int.Clamp(parsed.GetValue(Limit), 1, 500)), cancellation)).Rows;
        Print(view, totals, rows, parsed.GetValue(Json));

        return view is { Problem: null, Failed: 0 } ? 0 : 1;
    }

    private static Task<ReratingView> FollowAsync(IReratingGrain job, ReratingView view, CancellationToken cancellation) =>
        ProgressBar.RunAsync(async tell =>
        {
            while (!view.IsAtRest)
            {
                tell("records", view.PostBegunAt is null ? view.Looked : view.Posted + view.Failed, view.PostBegunAt is null ? ReratingOrder.Most : view.Different);
                await Task.Delay(Glance, cancellation);
                view = (await job.GetAsync())!;
            }

            return view;
        });

    private static void Print(ReratingView view, IReadOnlyList<ReratingTotal> totals, IReadOnlyList<ReratingRow> rows, bool json)
    {
        if (json)
        {
            Show.Json(new
            {
                job = view.Key,
                view.Looked,
                view.Equal,
                view.Different,
                view.Problems,
                view.IsCut,
                isPosted = view.PostBegunAt is not null,
                view.Posted,
                view.Failed,
                view.Problem,
                totals = totals.Select(total => new { total.Service, total.Currency, total.Records, total.Was, total.Becomes, total.Difference }),
                records = rows.Select(row => new
                {
                    row.SessionId,
                    row.Part,
                    row.Login,
                    row.Service,
                    row.Currency,
                    row.Was,
                    row.Becomes,
                    row.Before,
                    row.After,
                    problem = Words(row),
                    row.Posted,
                    row.Sequence,
                }),
            });

            return;
        }

        Show.Table(
            totals,
            "nothing differs",
            TotalColumns,
            total => [total.Service, $"{total.Records}", Show.Amount(total.Was, total.Currency), Show.Amount(total.Becomes, total.Currency), Show.Amount(total.Difference, total.Currency), total.Currency]);

        if (rows.Count > 0)
        {
            Show.Table(
                rows,
                "",
                RowColumns,
                row =>
                [
                    row.Login, row.Service, $"{row.SessionId}", $"{row.Part}", row.Before, row.After, Show.Amount(row.Was, row.Currency),
                    row.Becomes is { } becomes ? Show.Amount(becomes, row.Currency) : "", row.Currency, row.Posted is { } posted ? Show.Amount(posted, row.Currency) : "", $"{row.Sequence}", Words(row),
                ]);
        }

        Console.WriteLine(
            $"{Show.Count(view.Looked, "record")}: {view.Equal} cost the same, {view.Different} differ, {view.Problems} cannot be re-rated"
            + $"{(view.IsCut ? "; there are more" : "")}. "
            + (view.PostBegunAt is null ? "Nothing was changed." : $"{Show.Count(view.Posted, "correction")} posted, {view.Failed} not."));

        if (view.Problem is { } problem)
        {
            Console.Error.WriteLine($"billing: {problem}");
        }
    }

    private static string? Words(ReratingRow row) => row.Problem is { } problem ? RerateWords.Of(problem) : null;
}
