using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;

namespace Billing.Portal;

/// <summary>Sentences that the cluster says in English with values in them: which text of ours they are made of, and the values.</summary>
/// <remarks>
/// Grains speak one language to the shell, the audit log and the portal. Here a sentence is recognised by its text, so that
/// it can be said in another language. The values are looked up as well, for they may be sentences themselves.
/// </remarks>
internal static partial class Sentences
{
    /// <summary>The program's own words on entries for payments: they say nothing that a payer may not read.</summary>
    public static readonly string[] OfMoney =
    [
        "refund of payment {0} did not arrive", "refund of payment {0}", "dispute of payment {0} was won",
        "payment {0} was taken back by the holder's bank", "payment {0}, {1}", "voucher {0}",
    ];

    /// <summary>In the order in which they are tried: what fits many stands last.</summary>
    public static readonly string[] All =
    [
        // which rate
        "no account is called \"{0}\"", "{0}, {1}, product \"{2}\"", "Caller {0}", "Dialled {0}", "Period at {0}",
        "Override of the account{0}: tariff \"{1}\" for {2}", "Override of the customer{0}: tariff \"{1}\" for {2}",
        "Add-on \"{0}\"{1}: tariff \"{2}\" for {3}", "Product \"{0}\"{1}: tariff \"{2}\" for {3}",
        " (access code {0}, node group {1})", " (access code {0})", " (node group {0})", "rate of {0}",

        // what it costs
        "in {0}, the tariff in {1}: refused",
        "{0} used, charged as {1} by the intervals; the amount to {2} decimals, {3}: {4} by the rate alone",
        "available {0} {1}; at the start it is granted {2}", "available {0} {1}; refused at the start: {2}",
        "none of {0} takes anything off", "none of {0} pays", "counts it, but is below its first step, {0}",
        "is for destinations of {0}", "is for the period {0}", "is for {0}", "takes {0} off", "pays for {0}", "pays {0}", "{0} % off",
        "then {0} at {1} {2} per {3} seconds{4}", "then {0} at {1} {2} per {3} bytes{4}", "then {0} at {1} {2} per {3} events{4}",
        "{0} × {1} at {2} {3} per {4} seconds{5}", "{0} × {1} at {2} {3} per {4} bytes{5}", "{0} × {1} at {2} {3} per {4} events{5}",
        "then {0} at {1}", "{0} × {1} at {2}", ", connect fee {0}", "{0} seconds", "{0} bytes", "{0} events",

        // what gateways answer
        "policy {0} applies", "profile {0} has no attributes that end a policy", "profile {0} has no attributes that say policy \"{1}\"",
        "gateway {0} is a network ({1}): it needs a CoA address", "nothing is known by which profile {0} names a session",
        "it could not be sent to {0}: {1}", "it can be reached: of a session that there is not it says: {0}", "{0}; disconnected instead: {1}", "it would not be let in: {0}",
        "no answer from {0} within {1} s ({2} try): something came that is not signed with our secret",
        "no answer from {0} within {1} s ({2} tries): something came that is not signed with our secret",
        "no answer from {0} within {1} s ({2} try): it may be down, the port closed, or our address not one that it takes such requests from",
        "no answer from {0} within {1} s ({2} tries): it may be down, the port closed, or our address not one that it takes such requests from",
        "the gateway refused with Error-Cause {0}",

        // what the audit log says of more than one thing
        "disconnect sessions: {0} asked for, {1}", "post re-rating: {0} of {1} records differ, {2}", "rerate usage records: dry run begun",
        "computed the invoices of class {0} until {1}: {2}", "computed the invoices of all classes until {0}: {1}",
        "began to issue the invoices of class {0} until {1}: {2}", "began to issue the invoices of all classes until {0}: {1}",

        // changes of rates
        "import {0} into tariff {1}: {2} added, {3} removed", "set rates of tariff {0}: {1} added, {2} removed",
        "end rate of {0} in tariff {1}: {2} added, {3} removed", "withdraw rate of {0} in tariff {1}: {2} added, {3} removed",
        "change rates by {0} % in tariff {1}: {2} added, {3} removed", "take back version {0} of tariff {1}: {2} added, {3} removed",
        "periods with {0}, which a rate that comes back has a price for",

        // what the audit log says of billing
        "balance {0} is billed by class {1}",
        "balance {0} subscribed to {1} for account {2}",
        "balance {0} subscribed to {1}",
        "balance {0} is charged {1} once: {2}",
        "balance {0} is invoiced out of turn: {1} from {2} on",
        "balance {0} has coupon {1}: {2} off, once", "balance {0} has coupon {1}: {2} off each of {3} invoices before {4}",
        "balance {0} has coupon {1}: {2} off each of {3} invoices", "balance {0} has coupon {1}: {2} off each invoice before {3}",
        "balance {0} has coupon {1}: {2} off each invoice", "coupon {0} of balance {1} is ended: it took {2} off",
        "no step of dunning of balance {0} before {1}",
        "subscription {0} of balance {1}: from {2} to {3} from {4} on",
        "subscription {0} of balance {1}: {2} paused from {3} on",
        "subscription {0} of balance {1}: {2} resumed from {3} on",
        "subscription {0} of balance {1}: {2} ended by {3}",
        "subscription {0} of balance {1}: {2} begun at {3}",
        "subscription {0} of balance {1}: {2} goes on, what was to come is withdrawn",
        "took invoice {0} back and issued another in its place: {1}",
        "took invoice {0} back: {1}",
        "credited {0} of invoice {1}: {2}",

        // how payments were made, and what became of them
        .. OfMoney, "{0} ending in {1}",

        // what is wrong with a price list
        "has {0} cells, the first line {1}", "is no ladder: {0}", "is not {0}, the tariff's currency", "has the sign {0} in it: expected digits",
        "is a range of more than {0} prefixes: expected a shorter prefix", "is there already, as {0} in the same cell",
        "is there already, as {0} in line {1}, with the same effective date", "names \"{0}\", which is no period of the tariff",
        "is not from {0} to {1}", "the column \"{0}\" is in {1}, and the tariff in {2}",
        "the column \"{0}\" is not a price per {1} or so, the tariff's unit",
        "the column \"{0}\" is none that is known, nor a price of one of the tariff's periods ({1})", "the column \"{0}\" is not used",
        "the columns \"{0}\" and \"{1}\" hold the same: expected one of them",
        "no column of prefixes: expected one called prefix, code, dial code or destination, found {0}",
        "no column of prices: expected one called price, rate or rate per minute, found {0}",
        "the intervals of the period \"{0}\" have no column of prices: expected one called price {1}",
        "intervals are in \"{0}\" and in \"{1}\": expected one of them", "{0} cannot be read: {1}", "{0} is empty", "{0} has no rates, only a first line",
        "{0} is not UTF-8: expected a CSV file in that encoding", "{0} of {1} pieces of the file are missing: upload them",
        "Columns: expected one for each of the {0} columns of the file",

        // what was expected
        "one that no account has, and \"{0}\" is one", "names of plans in {0}, there is no \"{1}\"", "products that are offered, and \"{0}\" is retired",
        "a tariff of the service's unit, and this one's is {0}", "a product with tariffs in {0}, and this one has one in {1}",
        "an amount above zero and up to {0}, to the minor unit of {1}", "an amount above zero, to the minor unit of {0}",
        "nothing scheduled: withdraw the end of {0} first", "nothing scheduled: withdraw the pause of {0} first",
        "nothing scheduled: withdraw the change of {0} first", "nothing scheduled: withdraw the resumption of {0} first",
        "more than zero and no more than {0}, to the currency's minor unit", "one that is sold, this one is retired",
        "a list without bad rows, or leave to skip {0} of them", "intervals such as 60/6: {0}", "other periods: {0}", "what fits: {0}",
        "1 to {0} characters", "up to {0} characters", "1 to {0} services and rows", "1 to {0} rates", "1 to {0} octets", "up to {0} rules",
        "1 to {0}", "up to {0}", "0 to {0}", "{0} or later", "{0} or earlier",
        "{0} pays for {1}", "{0} pays {1}", "{0}: {1}",
    ];

    // Whole sentences of rates: several steps with commas between them.
    private const string Comma = ", ";

    private static readonly ConcurrentDictionary<string, Regex> Patterns = new();

    /// <summary>Null: it is none of ours.</summary>
    public static (string Text, string[] Values)? Find(string sentence)
    {
        foreach (var text in All)
        {
            if (Patterns.GetOrAdd(text, Pattern).Match(sentence) is { Success: true } match)
            {
                return (text, [.. match.Groups.Values.Skip(1).Select(group => group.Value)]);
            }
        }

        return null;
    }

    /// <summary>Its parts, when it is none of ours as a whole; null: it has none.</summary>
    public static string[]? Split(string sentence) =>
        sentence.Contains(Comma, StringComparison.Ordinal) && (sentence.Contains(" × ", StringComparison.Ordinal) || sentence.StartsWith("then ", StringComparison.Ordinal))
            ? sentence.Split(Comma, 2)
            : null;

    // In a step of a rate a value has no comma; what follows the steps, and the condition of a tariff, may be missing.
    private static Regex Pattern(string text)
    {
        var isStep = text.Contains(" × ", StringComparison.Ordinal) || text.StartsWith("then ", StringComparison.Ordinal);
        var pieces = Hole().Split(text);
        var holes = Hole().Count(text);
        var pattern = new StringBuilder("^").Append(Regex.Escape(pieces[0]));

        for (var hole = 1; hole <= holes; hole++)
        {
            var mayBeMissing = pieces[hole].StartsWith(": tariff", StringComparison.Ordinal) || (isStep && hole == holes && text.Contains(" per ", StringComparison.Ordinal));
            pattern.Append(mayBeMissing ? "(.*?)" : isStep ? "([^,]+?)" : "(.+?)").Append(Regex.Escape(pieces[hole]));
        }

        return new(pattern.Append('$').ToString(), RegexOptions.CultureInvariant | RegexOptions.Singleline);
    }

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Hole();
}
