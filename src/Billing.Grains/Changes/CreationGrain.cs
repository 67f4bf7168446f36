using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Contracts.Customers;
using Billing.Contracts.Destinations;
using Billing.Contracts.Nodes;
using Billing.Contracts.Payers;
using Billing.Contracts.Products;
using Billing.Contracts.Tariffs;
using Billing.Core.Accounts;
using Billing.Core.Amounts;
using Billing.Grains.Accounts;
using Billing.Grains.Customers;
using Billing.Grains.Destinations;
using Billing.Grains.Nodes;
using Billing.Grains.Payers;
using Billing.Grains.Products;
using Billing.Grains.Tariffs;

namespace Billing.Grains.Changes;

/// <summary>Makes something once. That it is keyed by the operation id makes two clicks wait for each other.</summary>
internal sealed class CreationGrain(
    ICustomerStore customers,
    IAccountChangeStore accounts,
    IProductStore products,
    IPlanStore plans,
    ITariffChangeStore tariffs,
    IDestinationStore destinations,
    INodeChangeStore nodes,
    TimeProvider clock) : Grain, ICreationGrain
{
    private string OperationId => this.GetPrimaryKeyString();

    public async Task<ChangeReply> CreateCustomerAsync(CustomerDetails customer, string by) =>
        CustomerRules.Check(customer).Refusal ?? await customers.CreateAsync(OperationId, customer, by);

    public async Task<ChangeReply> CreateAccountAsync(NewAccount account, string by)
    {
        account = account with { AddOns = account.AddOns.OrEmpty(), Aliases = account.Aliases.OrEmpty() };

        if (AccountRules.Check(account).Refusal is { } refusal)
        {
            return refusal;
        }

        var password = account.Password ?? Secrets.New(ServicePassword.GeneratedLength);
        var reply = await accounts.CreateAsync(OperationId, account, password, by);

        if (reply is { IsDone: true, WasDoneBefore: false })
        {
            await GrainFactory.GetGrain<IAccountGrain>(reply.Id).ReloadAsync(); // somebody may have asked for it before
        }

        return account.Password is null ? Telling(reply, password) : reply;
    }

    public async Task<ChangeReply> CreateProductAsync(ProductDetails product, string by)
    {
        product = ProductRules.Whole(product);

        return ProductRules.Check(product).Refusal ?? await products.CreateAsync(OperationId, product, by);
    }

    public async Task<ChangeReply> CreateProductAsync(ProductDetails product, ProductBenefits benefits, string by)
    {
        product = ProductRules.Whole(product);
        var (whole, refusal) = BenefitRules.Whole(benefits, new([], []), clock.Now());

        return ProductRules.Check(product).Refusal ?? refusal ?? await products.CreateAsync(OperationId, product, whole, by);
    }

    public async Task<ChangeReply> CloneProductAsync(ProductDetails product, long like, string by)
    {
        product = ProductRules.Whole(product);

        return ProductRules.Check(product).Refusal ?? await products.CreateAsync(OperationId, product, by, like);
    }

    public async Task<ChangeReply> CreatePlanAsync(PlanDetails plan, string by)
    {
        plan = PlanRules.Whole(plan);

        return PlanRules.Check(plan).Refusal ?? await plans.CreateAsync(OperationId, plan, by);
    }

    public async Task<ChangeReply> CreateClassAsync(ClassDetails customerClass, string by)
    {
        customerClass = PlanRules.Whole(customerClass);

        return PlanRules.Check(customerClass).Refusal ?? await plans.CreateAsync(OperationId, customerClass, by);
    }

    public async Task<ChangeReply> CreateTariffAsync(NewTariff tariff, string by) =>
        new Problems()
            .Text(tariff.Name, nameof(tariff.Name), 100)
            .Expect(Currency.TryParse(tariff.Currency, out _), nameof(tariff.Currency), "three capital letters of ISO 4217, such as USD")
            .Expect(Enum.IsDefined(tariff.Unit), nameof(tariff.Unit), "second, byte or event")
            .Refusal ?? await tariffs.CreateAsync(OperationId, tariff, by);

    public async Task<ChangeReply> CloneTariffAsync(string name, long like, string by) =>
        new Problems().Text(name, "Name", 100).Refusal ?? await tariffs.CloneAsync(OperationId, name, like, by);

    public async Task<ChangeReply> CreatePeriodSetAsync(PeriodSetDetails periods, string by)
    {
        var (compiled, refusal) = RateRules.Read(periods);

        return refusal ?? await tariffs.CreatePeriodSetAsync(OperationId, periods.Name, compiled!, by);
    }

    public async Task<ChangeReply> CreateDestinationGroupAsync(DestinationGroupDetails group, string by)
    {
        group = DestinationRules.Whole(group);

        return DestinationRules.Check(group).Refusal ?? await destinations.CreateGroupAsync(OperationId, group, by);
    }

    public async Task<ChangeReply> CreateNodeGroupAsync(NodeGroupDetails group, string by)
    {
        group = group with { Nodes = group.Nodes.OrEmpty() };

        return NodeRules.Check(group).Refusal ?? await nodes.CreateGroupAsync(OperationId, group, by);
    }

    public async Task<ChangeReply> CreateNodeAsync(NodeDetails node, string by)
    {
        node = NodeRules.Whole(node);

        if (NodeRules.Check(node).Refusal is { } refusal)
        {
            return refusal;
        }

        var secret = Secrets.New(NodeGrain.SecretLength);

        return Telling(await nodes.CreateAsync(OperationId, node, secret, by), secret);
    }

    private static ChangeReply Telling(ChangeReply reply, string secret) =>
        reply is { IsDone: true, WasDoneBefore: false } ? reply with { Secret = secret } : reply;
}
