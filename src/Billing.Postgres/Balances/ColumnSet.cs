using Npgsql;
using NpgsqlTypes;

namespace Billing.Postgres.Balances;

/// <summary>Rows turned into array parameters, a column each: what <c>unnest</c> turns back into rows.</summary>
internal sealed class ColumnSet<TRow>
{
    private readonly List<IColumn> _columns = [];

    private interface IColumn
    {
        NpgsqlParameter Parameter { get; }

        void Fill(List<TRow> rows);
    }

    public ColumnSet<TRow> With<T>(Func<TRow, T> value)
    {
        _columns.Add(new Column<T>(value));

        return this;
    }

    /// <summary>Columns that stand in more than one place.</summary>
    public ColumnSet<TRow> With(Action<ColumnSet<TRow>> columns)
    {
        columns(this);

        return this;
    }

    public void AddTo(NpgsqlCommand command)
    {
        foreach (var column in _columns)
        {
            command.Parameters.Add(column.Parameter);
        }
    }

    public void Fill(List<TRow> rows)
    {
        foreach (var column in _columns)
        {
            column.Fill(rows);
        }
    }

    // The list is the parameter's value and is filled anew for each batch: nothing is allocated once it is large enough.
    private sealed class Column<T>(Func<TRow, T> value) : IColumn
    {
        private readonly NpgsqlParameter<List<T>> _parameter = Declare();

        public NpgsqlParameter Parameter => _parameter;

        public void Fill(List<TRow> rows)
        {
            var values = _parameter.TypedValue!;
            values.Clear();

            foreach (var row in rows)
            {
                values.Add(value(row));
            }
        }

        // The statement is prepared with empty lists, from which the kind of a time cannot be told.
        private static NpgsqlParameter<List<T>> Declare()
        {
            var parameter = new NpgsqlParameter<List<T>> { TypedValue = [] };

            if (typeof(T) == typeof(DateTime) || typeof(T) == typeof(DateTime?))
            {
                parameter.NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz;
            }

            return parameter;
        }
    }
}
