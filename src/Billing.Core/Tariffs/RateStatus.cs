namespace Billing.Core.Tariffs;

/// <summary>What a rate says about its destination. The numbers are stored: they never change.</summary>
public enum RateStatus
{
    Active = 0,

    /// <summary>From its effective date the destination has no rate of its own: a shorter prefix may match.</summary>
    Discontinued = 1,

    /// <summary>Service to the destination is refused.</summary>
    Forbidden = 2,

    /// <summary>As active, but left out of published price lists.</summary>
    Hidden = 3,
}

/// <summary>Which way the money goes. The numbers are stored: they never change.</summary>
public enum RateDirection
{
    /// <summary>The account pays.</summary>
    Charge = 0,

    /// <summary>The account is credited: every amount of the rate is zero or negative.</summary>
    Payback = 1,
}
