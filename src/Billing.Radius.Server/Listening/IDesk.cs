namespace Billing.Radius.Server.Listening;

/// <summary>Does the work of an admitted request and answers it, or throws: then nothing is answered.</summary>
internal interface IDesk
{
    ValueTask ServeAsync(Exchange exchange);
}
