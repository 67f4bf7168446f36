using Billing.Core.Balances;

namespace Billing.Contracts.Records;

/// <summary>What somebody typed to find entries of a balance by: one of these fits.</summary>
/// <param name="Text">A part of the called number, of the service, of the note or of the operation's id, in any case; the entry's number as a whole.</param>
/// <param name="Amount">Of either sign, in the balance's currency; null: the text is no amount.</param>
/// <param name="Reasons">Those that the reader's language calls so.</param>
/// <param name="Services">Those that the reader's language calls so.</param>
/// <param name="IsPayers">Who pays looks: only in what they are shown, so neither by operations and numbers nor in why the staff did something.</param>
/// <remarks>Two are equal when the same was typed: the rest follows from it.</remarks>
public sealed record TypedEntry(
    string Text, decimal? Amount, IReadOnlyList<LedgerReason> Reasons, IReadOnlyList<string> Services, bool IsPayers)
{
    /// <summary>Entries whose note says what was bought or which document it is of: who pays reads it.</summary>
    public static IReadOnlyList<LedgerReason> ToldReasons { get; } =
        [LedgerReason.Fee, LedgerReason.OneOff, LedgerReason.Tax, LedgerReason.Rounding, LedgerReason.CreditNote, LedgerReason.Coupon];

    /// <summary>Entries for payments: of their notes who pays is shown what the program itself says, and nothing else.</summary>
    public static IReadOnlyList<LedgerReason> PaymentReasons { get; } = [LedgerReason.TopUp, LedgerReason.PaymentBack];

    /// <summary>What the program itself says on entries for payments; the first that a note has the form of is what it says.</summary>
    public IReadOnlyList<ToldNote> Notes { get; init; } = [];

    public bool Equals(TypedEntry? other) => (Text, IsPayers) == (other?.Text, other?.IsPayers);

    public override int GetHashCode() => HashCode.Combine(Text, IsPayers);
}

/// <summary>A form of notes, and how who pays is shown it.</summary>
/// <param name="Form">English, with <c>{0}</c>, <c>{1}</c> and so on, in this order, for what differs.</param>
/// <param name="Shown">In the reader's language, with the same in any order.</param>
public sealed record ToldNote(string Form, string Shown);
