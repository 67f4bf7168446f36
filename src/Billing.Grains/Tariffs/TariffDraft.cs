using Billing.Core.Tariffs;

namespace Billing.Grains.Tariffs;

/// <summary>A version that is compiled and not committed yet: it serves if a version of this draft is, and never otherwise.</summary>
public sealed record TariffDraft(Guid DraftId, Tariff Tariff);
