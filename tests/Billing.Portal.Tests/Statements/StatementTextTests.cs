using System.Globalization;
using Billing.Contracts.Records;
using Billing.Core.Balances;
using Billing.Portal.Balances;
using Billing.Portal.Payments;
using Billing.Portal.Statements;
using NodaTime;

namespace Billing.Portal.Tests.Statements;

public sealed class StatementTextTests
{
    public static TheoryData<LedgerReason> Reasons => [.. Enum.GetValues<LedgerReason>()];

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Every_reason_has_words_in_every_language(LedgerReason reason)
    {
        var name = LedgerWords.Name(reason);

        Assert.All(WordsLocalizer.Languages, language => Assert.True(WordsLocalizer.Read(language).ContainsKey(name), name));
        Assert.True(reason.ToString().Skip(1).All(char.IsLower) || name != reason.ToString(), name); // "OneOff" is no word
    }

    // As the list of usage says it.
    [Theory]
    [InlineData(LedgerReason.Usage, "447911123456", "Voz · +447911123456")]
    [InlineData(LedgerReason.Refund, "447911123456", "Devolución · Voz · +447911123456")]
    [InlineData(LedgerReason.Usage, "112", "Voz · 112")]
    [InlineData(LedgerReason.Usage, null, "Voz")]
    public void Whom_a_call_went_to_is_a_number_that_can_be_dialled(LedgerReason reason, string? peer, string expected)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("es-ES");
        var row = new StatementRow(12, Instant.FromUtc(2026, 11, 26, 2, 0), reason, -5, 5, "EUR", null, null, null, Guid.Empty, 1, "voice", "ann", peer);

        Assert.Equal(expected, StatementText.What(row, new WordsLocalizer()));
    }

    [Theory]
    [InlineData(LedgerReason.Adjustment, "fraud suspicion", "Ajuste")]
    [InlineData(LedgerReason.Promotion, "keeps quiet then", "Dinero promocional")]
    [InlineData(LedgerReason.Correction, "Reverses entry 3: his fault", "Rectificación de consumo")]
    [InlineData(LedgerReason.TopUp, "brought by a friend", "Recarga")]
    [InlineData(LedgerReason.TopUp, "payment 3, Visa ending in 4242", "Recarga · pago 3, Visa terminada en 4242", true)]
    [InlineData(LedgerReason.TopUp, "payment 1, cash", "Recarga · pago 1, efectivo", true)]
    [InlineData(LedgerReason.TopUp, "voucher 3", "Recarga · vale 3", true)]
    [InlineData(LedgerReason.PaymentBack, "refund of payment 2", "Pago devuelto · devolución del pago 2", true)]
    [InlineData(LedgerReason.TopUp, "payment 3, of a thief", "Recarga")] // a clerk's, in the form of ours
    [InlineData(LedgerReason.Fee, "Mobile L", "Cuota · Mobile L")]
    [InlineData(LedgerReason.OneOff, "Router", "Cargo único · Router")]
    public void The_payer_reads_what_was_bought_and_not_what_the_staff_says(LedgerReason reason, string note, string expected, bool isOfProgram = false)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("es-ES");
        var row = new StatementRow(12, Instant.FromUtc(2026, 11, 26, 2, 0), reason, -5, 5, "EUR", "portal-1", "clerk", note, null, null, null, null, null, isOfProgram);

        Assert.Equal(expected, StatementText.What(row, new WordsLocalizer()));
    }

    // What a payer is shown of a note and what a filter looks for in it are made of the same words.
    [Theory]
    [InlineData("payment {0}, cash", "pago {0}, efectivo")]
    [InlineData("payment {0}, {1} ending in {2}", "pago {0}, {1} terminada en {2}")]
    [InlineData("payment {0}, {1}", "pago {0}, {1}")]
    [InlineData("refund of payment {0}", "devolución del pago {0}")]
    [InlineData("voucher {0}", "vale {0}")]
    public void A_filter_knows_the_forms_of_what_is_said_of_payments(string form, string shown)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("es-ES");
        var typed = StatementText.Typed("pago", isPayers: true, new WordsLocalizer())!;

        Assert.Contains(new ToldNote(form, shown), typed.Notes);
        Assert.Equal(typed.Notes.Count - 2, typed.Notes.TakeWhile(note => note.Form != "payment {0}, {1}").Count()); // what fits the others too stands behind them
        Assert.Empty(StatementText.Typed("pago", isPayers: false, new WordsLocalizer())!.Notes);
    }

    [Theory]
    [InlineData("es-ES", "efec", "cash")]
    [InlineData("es-ES", "Transferencia", "bank transfer")]
    [InlineData("es-ES", "terminada", " ending in ")]
    [InlineData("es-ES", "Visa terminada en 4242", "visa ending in 4242")]
    [InlineData("es-ES", "Tarjeta terminada en 4242", "card ending in 4242")]
    [InlineData("es-ES", "Visa term", "visa ending in ")]
    [InlineData("es-ES", "Tarjeta t", "card ending in ")]
    [InlineData("es-ES", "nada en 42", " ending in 42")]
    [InlineData("es-ES", "no such way", "")]
    [InlineData("es-ES", null, "")]
    [InlineData("en-GB", "CASH", "cash")]
    public void A_payments_way_is_found_as_it_is_shown(string culture, string? text, string ways)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);

        Assert.Equal(ways, string.Join('|', PaymentWords.Typed(text, new WordsLocalizer())));
    }
}
