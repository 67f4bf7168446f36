using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Billing.Testing;

/// <summary>What of Stripe's HTTP API the platform uses, on a real socket: objects with states, idempotency keys, the errors' form; and the pages where a holder enters a card or confirms.</summary>
public sealed partial class StripeFake : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, JsonObject> _objects = [];
    private readonly Dictionary<string, (string Request, int Status, string Answer)> _keys = [];
    private readonly ConcurrentDictionary<string, int> _lost = [];
    private readonly ConcurrentDictionary<string, (TaskCompletionSource Done, Task Until)> _held = [];
    private int _numbers;

    private StripeFake(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    /// <summary>Everything that was asked for, as <c>POST /v1/refunds</c>.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    public static async Task<StripeFake> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var fake = new StripeFake(app);
        app.Run(fake.AnswerAsync);
        await app.StartAsync();

        return fake;
    }

    /// <summary>The next answers to requests whose method and address end so are lost; what was asked for is done.</summary>
    public void LoseAnswers(string ending, int times = 1) => _lost[ending] = times;

    /// <summary>The next request whose address ends so is done, and its answer waits until <paramref name="until"/> completes.</summary>
    /// <returns>Completes when it is done.</returns>
    public Task HoldAnswer(string ending, Task until)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _held[ending] = (done, until);

        return done.Task;
    }

    /// <summary>Stripe forgets keys after a day.</summary>
    public void ForgetKeys()
    {
        lock (_lock)
        {
            _keys.Clear();
        }
    }

    public JsonObject Get(string id)
    {
        lock (_lock)
        {
            return (JsonObject)_objects[id].DeepClone();
        }
    }

    public IReadOnlyList<JsonObject> All(string kind)
    {
        lock (_lock)
        {
            return [.. _objects.Values.Where(one => (string?)one["object"] == kind).Select(one => (JsonObject)one.DeepClone())];
        }
    }

    /// <summary>The holder's bank disputes a payment.</summary>
    public JsonObject Dispute(string intent, long amount, string status = "needs_response")
    {
        lock (_lock)
        {
            return (JsonObject)Add("dispute", "dp_" + Number(), new()
            {
                ["amount"] = amount,
                ["currency"] = Text(_objects[intent], "currency"),
                ["payment_intent"] = intent,
                ["reason"] = "fraudulent",
                ["status"] = status,
            }).DeepClone();
        }
    }

    public JsonObject Settle(string dispute, string status)
    {
        lock (_lock)
        {
            _objects[dispute]["status"] = status;

            return (JsonObject)_objects[dispute].DeepClone();
        }
    }

    /// <summary>Something is given back by a person at Stripe.</summary>
    public JsonObject RefundByHand(string intent, long amount)
    {
        lock (_lock)
        {
            return (JsonObject)Refund(intent, amount, []).DeepClone();
        }
    }

    public void Fail(string refund)
    {
        lock (_lock)
        {
            (_objects[refund]["status"], _objects[refund]["failure_reason"]) = ("failed", "expired_or_canceled_card");
        }
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;

        if (path.Split('/') is [_, "pages", var kind, var of, var card])
        {
            await ShowAsync(context, kind, of, card);

            return;
        }

        var form = context.Request.HasFormContentType
            ? (await context.Request.ReadFormAsync()).ToDictionary(pair => pair.Key, pair => pair.Value.ToString())
            : context.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        Asked.Enqueue($"{context.Request.Method} {path}");
        var (status, answer) = Answer(context.Request.Method, path, form, context.Request.Headers["Idempotency-Key"].ToString());

        if (_lost.Keys.FirstOrDefault(ending => $"{context.Request.Method} {path}".EndsWith(ending, StringComparison.Ordinal)) is { } lost && _lost.AddOrUpdate(lost, 0, (_, left) => left - 1) >= 0)
        {
            context.Abort();

            return;
        }

        if (_held.Keys.FirstOrDefault(ending => path.EndsWith(ending, StringComparison.Ordinal)) is { } kept && _held.TryRemove(kept, out var held))
        {
            held.Done.SetResult();
            await held.Until;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer);
    }

    private (int Status, string Answer) Answer(string method, string path, Dictionary<string, string> form, string key)
    {
        lock (_lock)
        {
            var request = $"{path}?{string.Join('&', form.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"))}";

            if (key.Length > 0 && _keys.TryGetValue(key, out var known))
            {
                return known.Request == request ? (known.Status, known.Answer) : (400, Error("idempotency_error", null, "the key was used with other parameters"));
            }

            (int, string) answer;

            try
            {
                answer = (200, Do(method, path.Split('/')[2..], form).ToJsonString());
            }
            catch (StripeRefusal refusal)
            {
                answer = (refusal.Status, Error(refusal.Type, refusal.Code, refusal.Message));
            }

            if (key.Length > 0)
            {
                _keys[key] = (request, answer.Item1, answer.Item2);
            }

            return answer;
        }
    }

    private JsonObject Do(string method, string[] path, Dictionary<string, string> form) => (method, path) switch
    {
        ("POST", ["customers"]) => Add("customer", "cus_" + Number(), new()),
        ("POST", ["checkout", "sessions"]) when "cs_" + Number() is var id => Add("checkout.session", id, new()
        {
            ["mode"] = form["mode"],
            ["customer"] = form.GetValueOrDefault("customer"),
            ["status"] = "open",
            ["url"] = $"{Address}/pages/checkout/{id}/choose",
            ["success_url"] = form["success_url"],
            ["cancel_url"] = form.GetValueOrDefault("cancel_url"),
            ["metadata"] = Metadata(form),
            ["currency"] = form.GetValueOrDefault("line_items[0][price_data][currency]"),
            ["amount_total"] = form.TryGetValue("line_items[0][price_data][unit_amount]", out var units) ? long.Parse(units, CultureInfo.InvariantCulture) : null,
            ["intent_metadata"] = Metadata(form, "payment_intent_data[metadata]["),
            ["capture_method"] = form.GetValueOrDefault("payment_intent_data[capture_method]"),
        }),
        ("POST", ["checkout", "sessions", var id, "expire"]) => Move(Find(id), "open", "expired"),
        ("GET", ["checkout", "sessions", var id]) => Expanded(Find(id), form),
        ("GET", ["disputes", var id]) => Find(id),
        ("POST", ["payment_intents"]) when long.Parse(form["amount"], CultureInfo.InvariantCulture) < 50 =>
            throw new StripeRefusal(400, "invalid_request_error", "amount_too_small", "Amount must be at least $0.50 usd"),
        ("POST", ["payment_intents"]) => Add("payment_intent", "pi_" + Number(), new()
        {
            ["amount"] = long.Parse(form["amount"], CultureInfo.InvariantCulture),
            ["currency"] = form["currency"],
            ["customer"] = form["customer"],
            ["payment_method"] = form["payment_method"],
            ["capture_method"] = form["capture_method"],
            ["status"] = "requires_confirmation",
            ["metadata"] = Metadata(form),
        }),
        ("GET", ["payment_intents", "search"]) => List(_objects.Values.Where(one =>
            Text(one, "object") == "payment_intent" && form["query"] == $"metadata['operation']:'{one["metadata"]!["operation"]}'")),
        ("GET", ["payment_intents", var id]) => Find(id),
        ("POST", ["payment_intents", var id, "confirm"]) => ConfirmNow(Find(id), form),
        ("POST", ["payment_intents", var id, "capture"]) => Move(Find(id), "requires_capture", "succeeded"),
        ("POST", ["payment_intents", var id, "cancel"]) => Move(Find(id), Text(Find(id), "status") is "succeeded" ? "-" : Text(Find(id), "status"), "canceled"),
        ("POST", ["refunds"]) => Refund(form["payment_intent"], form.TryGetValue("amount", out var part) ? long.Parse(part, CultureInfo.InvariantCulture) : null, Metadata(form)),
        ("GET", ["refunds"]) => List(_objects.Values.Where(one => Text(one, "object") == "refund" && Text(one, "payment_intent") == form["payment_intent"])),
        ("POST", ["payment_methods", var id, "detach"]) => Find(id),
        _ => throw new StripeRefusal(404, "invalid_request_error", "resource_missing", $"no such address: {method} {string.Join('/', path)}"),
    };

    private JsonObject ConfirmNow(JsonObject intent, Dictionary<string, string> form)
    {
        if (Text(intent, "status") is not ("requires_confirmation" or "requires_payment_method"))
        {
            throw new StripeRefusal(400, "invalid_request_error", "payment_intent_unexpected_state", "it is confirmed already");
        }

        switch (Text(intent, "payment_method").Split('_')[1])
        {
            case "declined":
                intent["status"] = "requires_payment_method";
                throw new StripeRefusal(402, "card_error", "card_declined", "Your card was declined.");
            case "expired":
                intent["status"] = "requires_payment_method";
                throw new StripeRefusal(402, "card_error", "expired_card", "Your card has expired.");
            case "asking" when form.GetValueOrDefault("off_session") == "true":
                intent["status"] = "requires_payment_method";
                throw new StripeRefusal(402, "card_error", "authentication_required", "Your card was declined. This transaction requires authentication.");
            case "asking":
                intent["status"] = "requires_action";
                intent["next_action"] = new JsonObject { ["type"] = "redirect_to_url", ["redirect_to_url"] = new JsonObject { ["url"] = $"{Address}/pages/bank/{Text(intent, "id")}/choose" } };
                intent["return_url"] = form.GetValueOrDefault("return_url");

                return intent;
            default:
                intent["status"] = "requires_capture";

                return intent;
        }
    }

    private static JsonObject Move(JsonObject intent, string from, string to)
    {
        if (Text(intent, "status") != from)
        {
            throw new StripeRefusal(400, "invalid_request_error", "payment_intent_unexpected_state", $"it is {Text(intent, "status")}");
        }

        intent["status"] = to;

        return intent;
    }

    // Without an amount all that is left.
    private JsonObject Refund(string intent, long? asked, JsonObject metadata)
    {
        var given = _objects.Values.Where(one => Text(one, "object") == "refund" && Text(one, "payment_intent") == intent).Sum(one => (long)one["amount"]!);
        var amount = asked ?? (long)Find(intent)["amount"]! - given;

        return given + amount > (long)Find(intent)["amount"]!
            ? throw new StripeRefusal(400, "invalid_request_error", "charge_already_refunded", "more than is left of the charge")
            : Add("refund", "re_" + Number(), new()
            {
                ["amount"] = amount,
                ["currency"] = Text(Find(intent), "currency"),
                ["payment_intent"] = intent,
                ["status"] = "succeeded",
                ["metadata"] = metadata,
            });
    }

    private JsonObject Add(string kind, string id, JsonObject one)
    {
        (one["id"], one["object"]) = (id, kind);
        _objects[id] = one;

        return one;
    }

    private JsonObject Find(string id) => _objects.GetValueOrDefault(id)
        ?? throw new StripeRefusal(404, "invalid_request_error", "resource_missing", $"no such object: {id}");

    private static JsonObject List(IEnumerable<JsonObject> all) =>
        new() { ["object"] = "list", ["has_more"] = false, ["data"] = new JsonArray([.. all.Select(one => one.DeepClone())]) };

    private static JsonObject Metadata(Dictionary<string, string> form, string prefix = "metadata[") => new(form
        .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
        .Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key[prefix.Length..^1], pair.Value)));

    private JsonObject Expanded(JsonObject session, Dictionary<string, string> form)
    {
        var shown = (JsonObject)session.DeepClone();

        if (form.ContainsValue("payment_intent") && session["payment_intent"] is JsonValue intent)
        {
            shown["payment_intent"] = Find((string)intent!).DeepClone();
        }

        return shown;
    }

    private static string Text(JsonObject one, string name) => (string)one[name]!;

    private static string Error(string type, string? code, string message) =>
        new JsonObject { ["error"] = new JsonObject { ["type"] = type, ["code"] = code, ["message"] = message } }.ToJsonString();

    private int Number() => ++_numbers;

    private sealed class StripeRefusal(int status, string type, string? code, string message) : Exception(message)
    {
        public int Status => status;

        public string Type => type;

        public string? Code => code;
    }
}
