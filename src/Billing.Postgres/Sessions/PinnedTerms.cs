using Billing.Core.Tariffs;
using Billing.Postgres.Tariffs;
using Npgsql;

namespace Billing.Postgres.Sessions;

/// <summary>The rates and period sets of the session rows of one reading: one object for all sessions that share it.</summary>
internal sealed class PinnedTerms
{
    private const int PeriodSetId = 37;
    private const int PeriodSet = 43;

    private readonly Dictionary<long, Rate> _rates = [];
    private readonly Dictionary<long, TariffPeriods> _periods = [];

    public Rate? Rate(NpgsqlDataReader row)
    {
        if (row.IsDBNull(SessionRows.RateOffset))
        {
            return null;
        }

        var rateId = row.GetInt64(SessionRows.RateOffset);

        if (!_rates.TryGetValue(rateId, out var rate))
        {
            rate = RateRows.Checked(RateRows.Read(row, SessionRows.RateOffset), (Unit)row.GetInt32(5));
            _rates.Add(rateId, rate);
        }

        return rate;
    }

    public TariffPeriods? Periods(NpgsqlDataReader row)
    {
        if (row.IsDBNull(PeriodSet))
        {
            return null;
        }

        var periodSetId = row.GetInt64(PeriodSetId);

        if (!_periods.TryGetValue(periodSetId, out var periods))
        {
            periods = PeriodRows.Read(periodSetId, row.GetString(PeriodSet));
            _periods.Add(periodSetId, periods);
        }

        return periods;
    }
}
