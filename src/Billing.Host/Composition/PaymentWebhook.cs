using System.Text;
using Billing.Contracts.Payments;
using Microsoft.AspNetCore.Http.Features;

namespace Billing.Host.Composition;

/// <summary>Where payment providers tell what happened: <c>POST /webhooks/stripe</c>. Whoever signs right is heard; nobody signs in.</summary>
internal static class PaymentWebhook
{
    private const int MostOctets = 256 * 1024;

    public static void MapPaymentWebhook(this WebApplication app) =>
        app.MapPost("/webhooks/{provider}", TakeAsync).AllowAnonymous().DisableAntiforgery();

    private static async Task<IResult> TakeAsync(string provider, HttpContext context, IGrainFactory grains)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = MostOctets;
        }

        string body;

        try
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8); // as it came: the signature is over it
            body = await reader.ReadToEndAsync(context.RequestAborted);
        }
        catch (BadHttpRequestException failure)
        {
            return Results.Text($"refused: {failure.Message}", statusCode: failure.StatusCode); // anybody may send that: it is no fault of the program
        }

        var signature = context.Request.Headers["Stripe-Signature"].ToString();

        return await grains.GetGrain<IPaymentEventsGrain>(0).TakeAsync(provider, body, signature) switch
        {
            EventResult.Taken => Results.Text("taken"),
            EventResult.TakenBefore => Results.Text("taken before"),
            EventResult.NotConfigured => Results.Text("this provider is not in use here", statusCode: StatusCodes.Status404NotFound),
            EventResult.Later => Results.Text("not yet: tell it again", statusCode: StatusCodes.Status503ServiceUnavailable),
            _ => Results.Text("refused: expected a signature of now by our secret", statusCode: StatusCodes.Status400BadRequest),
        };
    }
}
