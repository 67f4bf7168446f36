using System.Collections.Immutable;

namespace Billing.Core.Amounts;

/// <summary>The circulating currencies of ISO 4217 with the digits of their minor unit.</summary>
internal static class CurrencyTable
{
    private const string NoDigits =
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";

    private const string TwoDigits =
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP " +
        "CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS " +
        "INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN " +
        "MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE " +
        "SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR " +
        "ZMW ZWG";

    private const string ThreeDigits = "BHD IQD JOD KWD LYD OMR TND";

    private static readonly ImmutableArray<(string Code, int Digits)> Rows =
    [
        ("XXX", 0),
        .. NoDigits.Split(' ').Select(code => (code, 0))
            .Concat(TwoDigits.Split(' ').Select(code => (code, 2)))
            .Concat(ThreeDigits.Split(' ').Select(code => (code, 3)))
            .OrderBy(row => row.code, StringComparer.Ordinal),
    ];

    internal static ImmutableArray<string> Codes { get; } = [.. Rows.Select(row => row.Code)];

    internal static ImmutableArray<int> Digits { get; } = [.. Rows.Select(row => row.Digits)];

    /// <summary>The row of a code; 0, the row of "no currency", when there is none.</summary>
    internal static int IndexOf(string code)
    {
        var index = Codes.AsSpan()[1..].BinarySearch(code, StringComparer.Ordinal);

        return index < 0 ? 0 : index + 1;
    }
}
