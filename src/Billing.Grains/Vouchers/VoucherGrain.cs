using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Balances;
using Billing.Contracts.Vouchers;
using Billing.Core.Vouchers;
using Billing.Grains.Payments;
using NodaTime;

namespace Billing.Grains.Vouchers;

/// <summary>Redeems vouchers to one balance: claims the code for it, then credits it under the voucher's own operation id.</summary>
/// <remarks>A crash between the two leaves a claim that the same call, or the sweep, goes on with; no other balance can.</remarks>
internal sealed class VoucherGrain(IVoucherStore store, IWalletStore wallet, TimeProvider clock) : Grain, IVoucherGrain
{
    private const int MostFailures = 5;

    private static readonly Duration Window = Duration.FromHours(1);

    private (int Failures, Instant Since)? _failures;

    private long BalanceId => this.GetPrimaryKeyLong();

    private IBalanceGrain Balance => GrainFactory.GetGrain<IBalanceGrain>(BalanceId);

    public override async Task OnActivateAsync(CancellationToken cancellationToken) => _failures = await store.FailuresAsync(BalanceId);

    public async Task<VoucherReply> RedeemAsync(string code, string by)
    {
        var now = clock.Now();

        if (await Balance.ShowAsync() is not { } balance)
        {
            return new(VoucherResult.NoBalance);
        }

        if (_failures is { Failures: >= MostFailures, Since: var since } && now < since + Window)
        {
            return new(VoucherResult.TooManyAttempts, RetryAt: since + Window);
        }

        var voucher = VoucherSecret.TryHash(code ?? "", out var hash) ? await store.FindAsync(hash) : null;

        if (voucher is null || (voucher is { BalanceId: null, IsActive: false }))
        {
            await FailAsync(now);

            return new(VoucherResult.WrongCode);
        }

        if (voucher.BalanceId is { } owner)
        {
            return owner == BalanceId ? await CreditAsync(voucher, by) : new(VoucherResult.Used);
        }

        if (voucher.ExpiresAt <= now)
        {
            return new(VoucherResult.Expired);
        }

        if (voucher.Currency != balance.Currency)
        {
            return new(VoucherResult.OtherCurrency);
        }

        // What it will buy is not known: where taxes are due at payment, they are due now.
        var taxes = PaymentRules.Split(await wallet.TaxesAsync(BalanceId), voucher.Amount);

        if (!await store.ClaimAsync(voucher.Serial, BalanceId, taxes, by, now))
        {
            return new(VoucherResult.Used);
        }

        await ForgetAsync();

        return await CreditAsync(voucher with { Taxes = taxes }, by);
    }

    public async Task<int> ResumeAsync()
    {
        var claimed = await store.UncreditedAsync(BalanceId);

        foreach (var (voucher, by) in claimed)
        {
            await CreditAsync(voucher, by);
        }

        return claimed.Count;
    }

    private async Task<VoucherReply> CreditAsync(StoredVoucher voucher, string by)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"voucher {voucher.Serial}");
        var tax = voucher.Taxes.Sum(one => one.Amount);
        var order = new CreditOrder(name.Replace(' ', '-'), CreditKind.TopUp, voucher.Amount - tax, name, null) { By = by };
        var reply = await Balance.CreditAsync(order);

        if (reply.Result is not OperationResult.Done)
        {
            throw new InvalidOperationException($"{name} is claimed by balance {BalanceId} and cannot be credited: {reply.Result}");
        }

        if (!voucher.IsCredited)
        {
            await store.CreditedAsync(voucher.Serial, clock.Now());
        }

        return new(VoucherResult.Redeemed, reply.Amount, reply.Currency, reply.Available, reply.Sequence, Tax: tax);
    }

    private async Task FailAsync(Instant now)
    {
        var failures = _failures is { Since: var since } known && now < since + Window ? (known.Failures + 1, since) : (1, now);
        await store.PutFailuresAsync(BalanceId, failures.Item1, failures.Item2);
        _failures = failures;
    }

    private async Task ForgetAsync()
    {
        if (_failures is not null)
        {
            await store.PutFailuresAsync(BalanceId, 0, clock.Now());
            _failures = null;
        }
    }
}
