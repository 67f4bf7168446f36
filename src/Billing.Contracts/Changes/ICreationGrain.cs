using Billing.Contracts.Accounts;
using Billing.Contracts.Customers;
using Billing.Contracts.Destinations;
using Billing.Contracts.Nodes;
using Billing.Contracts.Payers;
using Billing.Contracts.Products;
using Billing.Contracts.Tariffs;
using Orleans.CodeGeneration;

namespace Billing.Contracts.Changes;

/// <summary>
/// Makes what gets its number from the database. Key: an operation id of up to 100 characters, made when the form opens:
/// the same order again makes nothing and gets the same answer, another order under it is refused.
/// </summary>
/// <remarks><c>by</c> is the signed-in user's name. Changes are then asked of the grain of what was made.</remarks>
[Version(2)]
[Alias("billing.creation")]
public interface ICreationGrain : IGrainWithStringKey
{
    [Alias("customer")]
    Task<ChangeReply> CreateCustomerAsync(CustomerDetails customer, string by);

    /// <summary>An account, with a prepaid balance of its own or on one of its customer's.</summary>
    /// <returns>With the service password, if it was to be generated.</returns>
    [Alias("account")]
    Task<ChangeReply> CreateAccountAsync(NewAccount account, string by);

    [Alias("product")]
    Task<ChangeReply> CreateProductAsync(ProductDetails product, string by);

    /// <summary>A product with what it gives beside its services: all of it at once, or nothing.</summary>
    /// <param name="benefits">Its numbers are 0: everything is new.</param>
    /// <returns>A refusal names <c>Plans[0].amount</c>, say, or a field of the policy.</returns>
    [Alias("whole-product")]
    Task<ChangeReply> CreateProductAsync(ProductDetails product, ProductBenefits benefits, string by);

    /// <summary>A product that gives the allowances, discounts and policy of another one too.</summary>
    /// <param name="like">The other product; what it has withdrawn does not come with it.</param>
    [Alias("clone-product")]
    Task<ChangeReply> CloneProductAsync(ProductDetails product, long like, string by);

    /// <summary>A subscription plan, in its first version.</summary>
    [Alias("plan")]
    Task<ChangeReply> CreatePlanAsync(PlanDetails plan, string by);

    /// <summary>A customer class, in its first version.</summary>
    [Alias("customer-class")]
    Task<ChangeReply> CreateClassAsync(ClassDetails customerClass, string by);

    /// <summary>A tariff without rates.</summary>
    [Alias("tariff")]
    Task<ChangeReply> CreateTariffAsync(NewTariff tariff, string by);

    /// <summary>A tariff with all rates that another one has now, in its currency, unit and periods.</summary>
    /// <param name="like">The other tariff.</param>
    [Alias("clone-tariff"), ResponseTimeout("00:05:00")]
    Task<ChangeReply> CloneTariffAsync(string name, long like, string by);

    /// <summary>A named calendar. It is never changed: a tariff whose periods change refers to a new one.</summary>
    [Alias("period-set")]
    Task<ChangeReply> CreatePeriodSetAsync(PeriodSetDetails periods, string by);

    [Alias("destination-group")]
    Task<ChangeReply> CreateDestinationGroupAsync(DestinationGroupDetails group, string by);

    [Alias("node-group")]
    Task<ChangeReply> CreateNodeGroupAsync(NodeGroupDetails group, string by);

    /// <summary>A gateway.</summary>
    /// <returns>With its shared secret, which is generated.</returns>
    [Alias("node")]
    Task<ChangeReply> CreateNodeAsync(NodeDetails node, string by);
}
