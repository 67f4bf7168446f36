using System.Globalization;
using Billing.Core.Amounts;
using NodaTime;

namespace Billing.Core.Notifications;

/// <summary>One thing that a notification says, apart from its words.</summary>
public abstract record Fact
{
    private Fact()
    {
    }

    /// <summary>As it is written in the culture: money to the currency's minor unit with its ISO code behind, days as invoices write them.</summary>
    public abstract string Text(CultureInfo culture);

    /// <summary>Whether there is none of it: zero, as it is written.</summary>
    public virtual bool IsNothing => false;

    public sealed record Amount(decimal Value, string Currency) : Fact
    {
        public override bool IsNothing => Written == 0;

        private int Digits => Amounts.Currency.TryParse(Currency, out var known) ? known.MinorUnitDigits : 2;

        private decimal Written => Value.Round(Digits, Rounding.HalfAwayFromZero);

        public override string Text(CultureInfo culture) => $"{Written.ToString(FormattableString.Invariant($"N{Digits}"), culture)} {Currency}";
    }

    public sealed record Day(LocalDate Date) : Fact
    {
        public override string Text(CultureInfo culture) => Date.ToDateTimeUnspecified().ToString("d MMM yyyy", culture);
    }

    public sealed record Number(long Value) : Fact
    {
        public override bool IsNothing => Value == 0;

        public override string Text(CultureInfo culture) => Value.ToString("N0", culture);
    }

    public sealed record Words(string Value) : Fact
    {
        public override bool IsNothing => Value.Length == 0;

        public override string Text(CultureInfo culture) => Value;
    }
}

/// <summary>A fact by the name that templates and webhooks call it.</summary>
public sealed record NamedFact(string Name, Fact Value);
