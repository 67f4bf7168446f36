namespace Billing.Portal.Lists;

/// <summary>How many of the newest rows a list that is read whole begins with: it grows when its older rows are asked for.</summary>
public static class Newest
{
    /// <summary>What it is called in the address.</summary>
    public const string Name = "newest";

    /// <summary>More than so many nobody looks through.</summary>
    public const int Limit = 20_000;

    /// <param name="usual">When the address says nothing.</param>
    public static int Of(AddressQuery address, int usual) =>
        address.Number(Name) is { } asked ? (int)long.Clamp(asked, usual, Limit) : usual;
}
