using System.Reflection;
using Billing.Grains.Payers;

namespace Billing.Host.Tests.Scenarios;

/// <summary>A store whose commits fail or are written without an answer, by chance.</summary>
public class LossyStore : DispatchProxy
{
    private IPayerStore _store = null!;
    private YearTests.Faults _faults = null!;

    internal static IPayerStore Of(IPayerStore store, object faults)
    {
        var proxy = Create<IPayerStore, LossyStore>();
        ((LossyStore)(object)proxy)._store = store;
        ((LossyStore)(object)proxy)._faults = (YearTests.Faults)faults;

        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name is nameof(IPayerStore.CommitAsync)
        ? CommitAsync((PayerCommit)args![0]!)
        : targetMethod.Invoke(_store, args);

    private async Task<PayerNumbers> CommitAsync(PayerCommit commit)
    {
        var fault = _faults.Next();

        if (fault == 1)
        {
            throw new IOException("it was not written");
        }

        var numbers = await _store.CommitAsync(commit);

        return fault == 2 ? throw new IOException("it was written, and nobody hears of it") : numbers;
    }
}
