namespace Billing.Contracts.Changes;

/// <summary>Who changes what is there, and what they saw of it.</summary>
/// <param name="By">The signed-in user's name.</param>
/// <param name="SeenVersion">The version that the editor read; another one stored is a conflict.</param>
[GenerateSerializer, Immutable, Alias("billing.edit")]
public sealed record Edit([property: Id(0)] string By, [property: Id(1)] long SeenVersion);
