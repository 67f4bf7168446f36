using System.Globalization;
using Billing.Contracts.Changes;
using Billing.Portal.Audit;
using Billing.Portal.Vouchers;
using NodaTime;

namespace Billing.Portal.Tests;

/// <summary>What grains say in English is said in the viewer's language, the values in it too.</summary>
public sealed class SentenceTests
{
    [Theory]
    [MemberData(nameof(WordsTests.Languages), MemberType = typeof(WordsTests))]
    public void Every_sentence_is_translated(string language)
    {
        var lines = WordsLocalizer.Read(language);
        var missing = Sentences.All.Concat(AuditSentence.Actions).Concat(AuditSentence.Fields).Where(sentence => !lines.ContainsKey(sentence)).ToArray();

        Assert.True(missing.Length == 0, string.Join('\n', missing));
    }

    [Theory]
    [InlineData("carol, active, product \"Everything\"", "carol, activa, producto «Everything»")]
    [InlineData("Add-on \"UK evenings\": tariff \"UK evenings\" for 442071234567", "Complemento «UK evenings»: tarifa «UK evenings» para 442071234567")]
    [InlineData("Product \"A\" (access code INCOMING, node group G): tariff \"T\" for *", "Producto «A» (código de acceso INCOMING, grupo de pasarelas G): tarifa «T» para *")]
    [InlineData("60 × 1 at 0.10, then 6 at 0.10 USD per 60 seconds, connect fee 0.02", "60 × 1 a 0.10, después 6 a 0.10 USD por 60 segundos, establecimiento 0.02")]
    [InlineData("then 1 at 0.05 USD per 60 seconds", "después 1 a 0.05 USD por 60 segundos")]
    [InlineData(
        "61 seconds used, charged as 66 seconds by the intervals; the amount to 5 decimals, to the nearest: 0.11 by the rate alone",
        "61 segundos de uso, cobrados como 66 segundos por los intervalos; el importe a 5 decimales, al más próximo: 0.11 solo por el precio")]
    [InlineData("available 20.00 USD; refused at the start: not enough funds", "disponible 20.00 USD; rechazado al comienzo: saldo insuficiente")]
    [InlineData("Included: pays for 120 seconds", "Included: paga 120 segundos")]
    [InlineData("1 to 100 rates", "de 1 a 100 precios")]
    [InlineData("the gateway knows no such session (503 Session-Context-Not-Found)", "la pasarela no conoce tal sesión (503 Session-Context-Not-Found)")]
    [InlineData(
        "no answer from 192.0.2.1:3799 within 5 s (3 tries): something came that is not signed with our secret",
        "sin respuesta de 192.0.2.1:3799 en 5 s (3 intentos): llegó algo que no está firmado con nuestro secreto")]
    [InlineData("is there already, as 4479 in line 12, with the same effective date", "ya está, como 4479 en la línea 12, con la misma fecha de vigencia")]
    [InlineData("balance 17 subscribed to 2 × Mobile L for account 4", "el saldo 17 contrató 2 × Mobile L para la cuenta 4")]
    [InlineData("subscription 3 of balance 17: Mobile L paused from 2026-11-26T02:00:00Z on", "suscripción 3 del saldo 17: Mobile L en pausa desde 2026-11-26T02:00:00Z")]
    [InlineData("took invoice INV-000001 back: wrong address", "anuló la factura INV-000001: wrong address")]
    [InlineData("balance 17 has coupon Gift (Basic, Large): 10.00 USD off, once", "el saldo 17 tiene el cupón Gift (Basic, Large): 10.00 USD menos, una vez")]
    [InlineData("names of plans in USD, there is no \"Basic\"", "nombres de planes en USD; no hay ninguno que se llame «Basic»")]
    [InlineData("Visa ending in 4242", "Visa terminada en 4242")]
    [InlineData("what nobody has said before", "what nobody has said before")]
    public void A_sentence_is_recognised_with_its_values(string english, string spanish)
    {
        var before = CultureInfo.CurrentUICulture;

        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("es-ES");
            Assert.Equal(spanish, new WordsLocalizer()[english].Value);
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en-GB");
            Assert.Equal(english, new WordsLocalizer()[english].Value);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    [Theory]
    [InlineData("2 × 5.00 USD", "2 × 5,00 USD")] // a job's name
    [InlineData("12000 of 5 USD", "12.000 × 5,00 USD")] // the audit log's
    [InlineData("Christmas", "Christmas")]
    public void A_batch_of_vouchers_is_named_as_the_viewer_writes_figures(string stored, string spanish) =>
        Assert.Equal(spanish, VoucherWords.Batch(stored, CultureInfo.GetCultureInfo("es-ES")).Replace('\u00a0', ' '));

    [Theory]
    [InlineData("edit", "customer", "edit customer C-7 Ann: name Ann → Anna", """{"name":"Ann"}""", """{"name":"Anna"}""", "editar cliente C-7 Ann: nombre Ann → Anna")]
    [InlineData("block", "account", "block account 0151: status active → blocked", """{"status":"active"}""", """{"status":"blocked"}""", "bloquear cuenta 0151: estado activa → bloqueada")]
    [InlineData("top-up", "balance", "top-up 5.00\u00a0USD, balance 17", null, """{"amount":5}""", "recarga 5,00\u00a0USD, saldo 17")]
    [InlineData("payment-back", "balance", "payment given back \u22125.00\u00a0USD, balance 17", null, """{"amount":-5}""", "devolución de pago \u22125,00\u00a0USD, saldo 17")]
    [InlineData("block", "voucher", "block 5 vouchers of 100-104: lost", null, null, "bloquear 5 vales de 100-104: lost")]
    [InlineData("frob", "customer", "frob customer C-7 Ann", null, null, "frob customer C-7 Ann")]
    public void What_the_audit_log_says_is_said_anew(string action, string kind, string english, string? old, string? now, string spanish)
    {
        var (before, digits) = (CultureInfo.CurrentUICulture, CultureInfo.CurrentCulture);
        var logged = english.Replace('\u00a0', ' ').Replace('\u2212', '-').Replace("payment given back", "payment-back", StringComparison.Ordinal); // as it is stored
        var record = new AuditRecord(Instant.MinValue, "c1", "admin", action, kind, "17", logged, old, now);

        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("es-ES");
            Assert.Equal(spanish, AuditSentence.Of(record, new WordsLocalizer()));
            CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-GB");
            Assert.Equal(english, AuditSentence.Of(record, new WordsLocalizer()));
        }
        finally
        {
            (CultureInfo.CurrentUICulture, CultureInfo.CurrentCulture) = (before, digits);
        }
    }

    // Whatever says them, but no part of a name or number.
    [Theory]
    [InlineData("balance 17 is invoiced out of turn: fees from 2026-02-01 on", "balance 17 is invoiced out of turn: fees from 1 Feb 2026 on")]
    [InlineData("subscription 3 of balance 17: Mobile L begun at 2026-11-26T23:30:00Z", "subscription 3 of balance 17: Mobile L begun at 27 Nov 2026 00:30:00")]
    [InlineData("took invoice INV-2026-02-01 back: of 2026-02-31", "took invoice INV-2026-02-01 back: of 2026-02-31")]
    [InlineData("import 2026-02-01.csv into tariff 5: 2 added, 0 removed", "import 2026-02-01.csv into tariff 5: 2 added, 0 removed")]
    [InlineData("balance 17 is released: 2026-02-01.", "balance 17 is released: 1 Feb 2026.")]
    public void Days_and_instants_of_the_audit_log_are_the_viewers(string logged, string shown)
    {
        CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-GB");
        var record = new AuditRecord(Instant.MinValue, "c1", "admin", "bill", "balance", "17", logged, null, null);

        Assert.Equal(shown, AuditSentence.Of(record, new WordsLocalizer(), new(null, "Europe/Madrid")));
    }

    [Theory]
    [InlineData("balance", "balance 17 subscribed to 2 × Mobile L for account 4", "Ann · C-7", "el saldo Ann · C-7 contrató 2 × Mobile L para la cuenta 4")]
    [InlineData("tariff", "import a.csv into tariff 17: 2 added, 0 removed", "Retail", "importar a.csv en la tarifa Retail: 2 añadidas, 0 quitadas")]
    [InlineData("balance", "balance 170 subscribed to Mobile L", "Ann · C-7", "el saldo 170 contrató Mobile L")]
    [InlineData("balance", "balance 17 subscribed to Mobile L", null, "el saldo 17 contrató Mobile L")]
    [InlineData("tariff", "import tariff 17 prices.csv into tariff 17: 2 added, 0 removed", "Retail", "importar tariff 17 prices.csv en la tarifa Retail: 2 añadidas, 0 quitadas")]
    [InlineData("tariff", "import a.csv into tariff 17 GB: 2 added, 0 removed", "17 GB", "importar a.csv en la tarifa 17 GB: 2 añadidas, 0 quitadas")]
    public void An_entity_that_has_a_name_is_told_by_it(string kind, string logged, string? name, string shown)
    {
        CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("es-ES");
        var record = new AuditRecord(Instant.MinValue, "c1", "admin", "bill", kind, "17", logged, null, null, name);

        Assert.Equal(shown, AuditSentence.Of(record, new WordsLocalizer(), new(null, "UTC")));
    }

    // "Voice" is a word of ours too.
    [Theory]
    [InlineData("bill", "balance", "balance 17 is billed by class Basic", "Voice", "el saldo Voice se factura con la clase Basic")]
    [InlineData("bill", "balance", "balance 17 is billed by class Basic", "Since 2026-01-01", "el saldo Since 2026-01-01 se factura con la clase Basic")]
    [InlineData("rates", "tariff", "import a.csv into tariff Voice: 2 added, 0 removed", "Voice", "importar a.csv en la tarifa Voice: 2 añadidas, 0 quitadas")]
    [InlineData("create", "product", "create product 17 GB", "17 GB", "crear producto 17 GB")]
    [InlineData("create", "tariff", "create tariff Wholesale 2026-01-01", "Wholesale 2027-01-01", "crear tarifa Wholesale 2026-01-01")]
    [InlineData("create", "tariff", "create tariff ", "Retail", "crear tarifa ")]
    [InlineData("bill", "balance", "balance 17 is billed by class \uE000", "Voice", "el saldo 17 se factura con la clase \uE000")]
    public void A_name_is_nobody_s_word_and_no_day(string action, string kind, string logged, string name, string shown)
    {
        CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("es-ES");
        var record = new AuditRecord(Instant.MinValue, "c1", "admin", action, kind, "17", logged, null, null, name);

        Assert.Equal(shown, AuditSentence.Of(record, new WordsLocalizer(), new(null, "UTC")));
    }

    [Theory]
    [InlineData("2026-02-01", "1 Feb 2026")]
    [InlineData("2026-11-26T23:30:00Z", "27 Nov 2026 00:30:00")]
    [InlineData("True", "yes")]
    [InlineData("since 2026-02-01", "since 2026-02-01")]
    [InlineData(null, "–")]
    public void So_are_those_before_and_after_a_change(string? stored, string shown)
    {
        CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-GB");

        Assert.Equal(shown, AuditSentence.Shown(stored, new WordsLocalizer(), new(null, "Europe/Madrid")));
    }
}
