using System.Globalization;
using System.Text;
using Billing.Core.Amounts;

namespace Billing.Core.Payments;

/// <summary>What a QR code says that banks' apps read as a SEPA credit transfer.</summary>
/// <remarks>Source: European Payments Council, EPC069-12, version 2.1: version 002, in which no BIC is needed, in UTF-8.</remarks>
public static class EpcPayment
{
    private const int MostName = 70;
    private const int MostText = 140;
    private const decimal MostMoney = 999_999_999.99m;

    /// <param name="name">Who is paid.</param>
    /// <param name="iban">Their account, as it is printed.</param>
    /// <param name="amount">In EUR, to the cent.</param>
    /// <param name="text">What it is for, unstructured: an invoice's number.</param>
    /// <returns>Null: it cannot be paid so: another currency, no account, an amount out of bounds.</returns>
    public static string? Of(string name, string iban, string currency, decimal amount, string text)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(text);

        if (currency != "EUR" || amount is < 0.01m or > MostMoney || amount.Round(2, Rounding.Down) != amount || name.Length == 0 || Iban.Plain(iban) is not { Length: > 0 } account)
        {
            return null;
        }

        return string.Join('\n',
            "BCD", "002", "1", "SCT", "", Cut(name, MostName), account, string.Create(CultureInfo.InvariantCulture, $"EUR{amount:0.00}"), "", "", Cut(text, MostText));
    }

    // In one line: a line's end would begin the next field.
    private static string Cut(string text, int most)
    {
        var line = new StringBuilder(text.Length);

        foreach (var one in text)
        {
            line.Append(char.IsControl(one) ? ' ' : one);
        }

        return line.ToString(0, int.Min(most, line.Length)).Trim();
    }
}
