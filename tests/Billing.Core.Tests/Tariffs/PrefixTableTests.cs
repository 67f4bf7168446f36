using Billing.Core.Tariffs;
using CsCheck;

namespace Billing.Core.Tests.Tariffs;

public sealed class PrefixTableTests
{
    private static readonly Gen<string> Digits = Gen.Char['0', '9'].Array[1, 8].Select(chars => new string(chars));

    [Fact]
    public void With_and_without_its_table_of_jumps_it_finds_the_same() =>
        Gen.Select(Digits.Array[1, 60], Digits.Array[1, 30]).Sample((prefixes, numbers) =>
        {
            var keys = prefixes.Select(prefix => PrefixKey.Of(prefix)).Distinct().Order().ToArray();
            var (with, without) = (new PrefixTable(keys, fewestForJumps: 0), new PrefixTable(keys, fewestForJumps: int.MaxValue));

            return numbers.Concat(prefixes).All(number =>
                with.FindLongest(PrefixKey.Of(number)) == without.FindLongest(PrefixKey.Of(number)));
        });
}
