using System.CommandLine;
using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Changes;
using Billing.Contracts.Notifications;
using Billing.Core.Notifications;
using Billing.Host.Composition;
using Billing.Host.Output;
using NodaTime.Text;

namespace Billing.Host.Verbs;

/// <summary><c>notification</c>: what customers were told, and the texts; changes are made by the running cluster.</summary>
internal static class NotificationVerb
{
    private static readonly string[] Columns = ["number", "raised", "event", "customer", "channel", "to", "state", ">tries", "reason"];

    private static readonly Argument<string> Key = new("text") { Description = "Event and language, such as low-balance.en." };

    public static Command Create() => new("notification", "What customers are told, by e-mail and webhook.") { List(), Again(), Template() };

    private static Command List()
    {
        var customer = new Option<string?>("--customer") { Description = "Only of this customer, by its id or number." };
        var state = new Option<DeliveryState?>("--state") { Description = "Only those that are Waiting, Sent, Failed or NotSent." };
        var limit = Reading.LimitOption();
        var json = Reading.JsonOption();
        var list = new Command("list", "List what was told, or could not be, newest first.") { customer, state, limit, json };
        list.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var filter = new NotificationFilter(await services.CustomerAsync(parsed.GetValue(customer), cancellation), State: parsed.GetValue(state));
                var rows = (await services.GetRequiredService<INotificationQuery>().ListAsync(
                    Scope.Everything, filter, new(IsDescending: true, Size: int.Clamp(parsed.GetValue(limit), 1, 500)), cancellation)).Rows;

                Show.Rows(
                    parsed.GetValue(json), rows, "nothing was told", Columns,
                    row =>
                    [
                        row.NotificationId.ToString(CultureInfo.InvariantCulture), InstantPattern.General.Format(row.RaisedAt), EventTerms.NameOf(row.Event), row.CustomerNumber,
                        Name(row.Channel), row.Address, Name(row.State), row.Tries.ToString(CultureInfo.InvariantCulture), row.Reason,
                    ],
                    row => new
                    {
                        row.NotificationId,
                        row.Key,
                        Event = EventTerms.NameOf(row.Event),
                        row.CustomerNumber,
                        row.BalanceId,
                        row.Account,
                        Channel = Name(row.Channel),
                        State = Name(row.State),
                        row.Address,
                        row.Subject,
                        row.Tries,
                        row.Reason,
                        RaisedAt = InstantPattern.General.Format(row.RaisedAt),
                        EndedAt = row.EndedAt is { } at ? InstantPattern.General.Format(at) : null,
                    });
            },
            cancellation));

        return list;
    }

    private static Command Again()
    {
        var number = new Argument<long>("number") { Description = "The notification's." };
        var channel = new Option<NotificationChannel>("--channel") { Description = "Email or Webhook.", DefaultValueFactory = _ => NotificationChannel.Email };
        var again = new Command("again", "Tell it once more, to the address and by the text of now.") { number, channel };
        again.SetAction((parsed, cancellation) => ChangeAsync(
            $"no notification {parsed.GetValue(number)} was told by {Name(parsed.GetValue(channel))}",
            (_, grains, by) => grains.GetGrain<INotificationGrain>(parsed.GetValue(number)).SendAgainAsync(parsed.GetValue(channel), by),
            cancellation));

        return again;
    }

    private static Command Template()
    {
        var json = Reading.JsonOption();
        var list = new Command("list", "List the texts.") { json };
        list.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var rows = await services.GetRequiredService<INotificationQuery>().TemplatesAsync(cancellation);

                Show.Rows(
                    parsed.GetValue(json), rows, "no text", ["text", "whose", "subject"],
                    row => [row.Key, row.IsOwn ? "yours" : "the program's", row.Text.Subject],
                    row => new { row.Key, row.IsOwn, row.Text.Subject, row.Text.Body, row.Text.AttachesDocument });
            },
            cancellation));
        var show = new Command("show", "Show a text and what it may say.") { Key };
        show.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var row = await FindAsync(services, parsed.GetRequiredValue(Key), cancellation);
                Console.WriteLine($"{row.Text.Subject}\n\n{row.Text.Body}\n");
                Console.WriteLine("it may say: " + string.Join(' ', EventTerms.Of(row.Event).Placeholders.Concat(EventTerms.Common).Select(name => $"{{{name}}}")));
                Console.WriteLine("what stands between {?name} and {/name} is said where that is not zero, between {!name} and {/name} where it is");
            },
            cancellation));
        var subject = new Option<string?>("--subject") { Description = "One line; default: as it is." };
        var body = new Option<FileInfo?>("--body") { Description = "A file with the text, UTF-8; default: as it is." };
        var attach = new Option<bool?>("--attach") { Description = "true or false: whether the mail of an invoice has it as a PDF; default: as it is." };
        var set = new Command("set", "Put a text of yours in the place of the program's.") { Key, subject, body, attach };
        set.SetAction((parsed, cancellation) => EditAsync(
            parsed.GetRequiredValue(Key),
            async row => new(
                parsed.GetValue(subject) ?? row.Text.Subject,
                parsed.GetValue(body) is { } file ? await ReadAsync(file, cancellation) : row.Text.Body,
                parsed.GetValue(attach) ?? row.Text.AttachesDocument),
            cancellation));
        var reset = new Command("reset", "Use the program's text again.") { Key };
        reset.SetAction((parsed, cancellation) => EditAsync(parsed.GetRequiredValue(Key), _ => Task.FromResult<TemplateDetails?>(null), cancellation));

        return new("template", "The texts, with named placeholders.") { list, show, set, reset };
    }

    private static Task<int> EditAsync(string key, Func<TemplateRow, Task<TemplateDetails?>> edit, CancellationToken cancellation) => ChangeAsync(
        $"no text is called \"{key}\"",
        async (services, grains, by) =>
        {
            var row = await FindAsync(services, key, cancellation);

            return await grains.GetGrain<INotificationTemplateGrain>(key).EditAsync(await edit(row), new(by, row.Version));
        },
        cancellation);

    private static Task<int> ChangeAsync(string missing, Func<IServiceProvider, IGrainFactory, string, Task<ChangeReply>> change, CancellationToken cancellation) =>
        Reading.WithAsync(
            async services =>
            {
                await using var cluster = await services.ClusterAsync(cancellation);
                var reply = await change(services, cluster.Grains, Reading.Who);
                Console.WriteLine(reply.Result switch
                {
                    ChangeResult.Done => "done",
                    ChangeResult.NotFound => throw new UserException(missing),
                    ChangeResult.Conflict => throw new UserException("somebody else changed it meanwhile: look first"),
                    _ => throw new UserException(string.Join("; ", reply.Problems)),
                });
            },
            cancellation);

    private static async Task<TemplateRow> FindAsync(IServiceProvider services, string key, CancellationToken cancellation) =>
        (await services.GetRequiredService<INotificationQuery>().TemplatesAsync(cancellation)).FirstOrDefault(row => row.Key == key)
            ?? throw new UserException($"no text is called \"{key}\": see notification template list");

    private static async Task<string> ReadAsync(FileInfo file, CancellationToken cancellation) => file.Exists
        ? (await File.ReadAllTextAsync(file.FullName, cancellation)).ReplaceLineEndings("\n").TrimEnd()
        : throw new UserException($"--body: expected a file that is there, not \"{file}\"");

    private static string Name(NotificationChannel channel) => channel is NotificationChannel.Email ? "e-mail" : "webhook";

    private static string Name(DeliveryState state) => state is DeliveryState.NotSent ? "not sent" : state.ToString().ToLowerInvariant();
}
