using Billing.Contracts.Changes;

namespace Billing.Contracts.Lines;

/// <summary>What a subscriber does against a lost phone and a surprising bill. Key: the account's number.</summary>
/// <remarks>
/// Every call says on whose behalf it is, from who is signed in; a line that is not theirs is not found. Only what the subscriber
/// blocked (<see cref="Accounts.BlockReasons.Lost"/>) can the subscriber let go on.
/// </remarks>
[Alias("billing.line-guard")]
public interface ILineGuardGrain : IGrainWithIntegerKey
{
    /// <summary>Blocks the line and disconnects what runs on it, calls for help excepted. Refused unless it is active.</summary>
    /// <param name="cause">The asker's key, 1 to 100 characters: of each session it is done once.</param>
    /// <param name="by">The signed-in user's name, for the audit log.</param>
    [Alias("block-lost"), ResponseTimeout("00:01:00")]
    Task<ChangeReply> BlockLostAsync(LineOwner owner, string cause, string by);

    /// <summary>Lets a line that was blocked as lost be used again. Refused of any other block.</summary>
    [Alias("unblock")]
    Task<ChangeReply> UnblockAsync(LineOwner owner, string by);

    /// <summary>
    /// The most that the line may spend a day of its billing time zone, in the balance's currency; zero: no such limit. Not found also
    /// when somebody else pays for the line.
    /// </summary>
    /// <param name="operationId">The asker's key: the same again is the same order, done once.</param>
    [Alias("limit-day")]
    Task<ChangeReply> LimitDayAsync(LineOwner owner, decimal amount, string operationId, string by);
}
