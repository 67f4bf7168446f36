using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Billing.Testing;

// What a card's holder does: on the pages where a browser is sent, or without one, called by a test.
public sealed partial class StripeFake
{
    /// <summary>A holder enters a card on the page: <c>pm_…</c> says what charging it does.</summary>
    public string EnterCard(string session, string token)
    {
        lock (_lock)
        {
            var card = new JsonObject { ["brand"] = "visa", ["last4"] = "4242", ["exp_month"] = 12, ["exp_year"] = 2099 };
            var method = Add("payment_method", token + "_" + Number(), new() { ["type"] = "card", ["card"] = card, ["customer"] = Text(_objects[session], "customer") });
            _objects[session]["status"] = "complete";
            _objects[session]["setup_intent"] = new JsonObject
            {
                ["id"] = "seti_" + Number(),
                ["object"] = "setup_intent",
                ["status"] = "succeeded",
                ["payment_method"] = method.DeepClone(),
            };

            return Text(method, "id");
        }
    }

    /// <summary>A holder pays on the page: the amount is set aside.</summary>
    public JsonObject PayOnPage(string session)
    {
        lock (_lock)
        {
            var page = _objects[session];
            var intent = Add("payment_intent", "pi_" + Number(), new()
            {
                ["amount"] = (long)page["amount_total"]!,
                ["currency"] = Text(page, "currency"),
                ["capture_method"] = Text(page, "capture_method"),
                ["status"] = "requires_capture",
                ["metadata"] = page["intent_metadata"]!.DeepClone(),
            });
            (page["status"], page["payment_intent"]) = ("complete", Text(intent, "id"));

            return (JsonObject)intent.DeepClone();
        }
    }

    /// <summary>A holder closes the page, or forgets it.</summary>
    public void Expire(string session)
    {
        lock (_lock)
        {
            _objects[session]["status"] = "expired";
        }
    }

    /// <summary>A holder confirms at the bank.</summary>
    public void Confirm(string intent)
    {
        lock (_lock)
        {
            _objects[intent]["status"] = "requires_capture";
            _objects[intent]["next_action"] = null;
        }
    }

    // A page of ours where a browser is sent: whoever opens it chooses what the holder does, and is sent back.
    private async Task ShowAsync(HttpContext context, string kind, string of, string choice)
    {
        var page = Get(of);

        if (choice == "choose" || (kind == "checkout" && (string?)page["status"] != "open"))
        {
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync((kind, (string?)page["mode"], (string?)page["status"]) switch
            {
                ("bank", _, _) => "<h1>The bank asks</h1><a href=yes>It is me</a>",
                (_, _, not "open") => "<h1>This page has expired</h1>",
                (_, "payment", _) => $"<h1>To pay: {page["amount_total"]} {page["currency"]}</h1><a href=paid>Pay</a> <a href=back>Back</a>",
                _ => "<h1>Enter a card</h1><a href=pm_good>Keep 4242</a> <a href=pm_asking>Keep one whose bank asks</a> <a href=back>Back</a>",
            });

            return;
        }

        switch (kind, choice)
        {
            case ("checkout", "back"):
                break;

            case ("checkout", "paid"):
                PayOnPage(of);
                break;

            case ("checkout", _):
                EnterCard(of, choice);
                break;

            default:
                Confirm(of);
                break;
        }

        var back = (string)page[kind == "bank" ? "return_url" : choice == "back" ? "cancel_url" : "success_url"]!;
        context.Response.Redirect(back.Replace("{CHECKOUT_SESSION_ID}", of, StringComparison.Ordinal));
    }
}
