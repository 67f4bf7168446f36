namespace Billing.Portal.Tariffs.Import;

/// <summary>What a column of a price list may be said to hold.</summary>
internal static class ImportColumn
{
    /// <summary>Takes the head as it stands in the file.</summary>
    public const string AsItIs = "=";

    /// <summary>Passes the column over.</summary>
    public const string None = "";

    /// <summary>The name that the reader understands, and its English name for people.</summary>
    public static readonly (string Name, string Text)[] All =
    [
        ("prefix", "Prefix"),
        ("price", "Price"),
        ("price per minute", "Price per minute"),
        ("price per second", "Price per second"),
        ("first price", "Price of the first interval"),
        ("intervals", "Intervals, such as 60/6"),
        ("first interval", "First interval"),
        ("next interval", "Next interval"),
        ("price unit size", "Base units that the price is for"),
        ("connect fee", "Connect fee"),
        ("free units", "Free units"),
        ("surcharge percent", "Surcharge, %"),
        ("minimum charge", "Least of a session"),
        ("maximum charge", "Most of a session"),
        ("round to", "Decimals of the amount"),
        ("rounding", "Rounding"),
        ("effective from", "In force from"),
        ("effective to", "Until"),
        ("status", "State"),
        ("forbidden", "Forbidden, yes or no"),
        ("discontinued", "Discontinued, yes or no"),
        ("direction", "Who pays"),
        ("currency", "Currency"),
    ];
}
