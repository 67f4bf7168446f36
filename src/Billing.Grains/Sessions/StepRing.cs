using System.Collections.Immutable;
using Billing.Contracts.Sessions;
using Billing.Core.Sessions;
using NodaTime;

namespace Billing.Grains.Sessions;

/// <summary>The last steps of one session: as many as are wanted, the oldest written over.</summary>
/// <remarks>It grows with the session, so one of two reports is small. A balance's turn is its only user at a time.</remarks>
internal sealed class StepRing(int most)
{
    private const int First = 4;

    private Step[] _steps = new Step[int.Min(First, most)];
    private long _taken;

    public void Add(Session session, Instant at)
    {
        if (_taken == _steps.Length && _steps.Length < most)
        {
            Array.Resize(ref _steps, int.Min(_steps.Length * 2, most));
        }

        _steps[_taken++ % _steps.Length] = new(
            at, session.State, session.ReportedAt, session.UsedUnits, session.GrantedUnits, session.Charged, session.Held, session.Policy, session.IsUsedUp);
    }

    public ImmutableArray<SessionStep> ToSteps()
    {
        var oldest = long.Max(0, _taken - _steps.Length);
        var steps = ImmutableArray.CreateBuilder<SessionStep>((int)(_taken - oldest));

        for (var i = oldest; i < _taken; i++)
        {
            var step = _steps[i % _steps.Length];
            steps.Add(new(
                step.At, step.State, step.EventAt, step.UsedUnits, step.GrantedUnits, step.Charged, step.Held, step.Policy, step.IsUsedUp));
        }

        return steps.MoveToImmutable();
    }

    private readonly record struct Step(
        Instant At,
        SessionState State,
        Instant EventAt,
        long UsedUnits,
        long GrantedUnits,
        decimal Charged,
        decimal Held,
        string? Policy,
        bool IsUsedUp);
}
