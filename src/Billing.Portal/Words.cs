namespace Billing.Portal;

/// <summary>The texts of the portal. The English text is the key; a language is one file, <c>Words.xx.json</c>.</summary>
public sealed class Words;
