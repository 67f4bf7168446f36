using Billing.Contracts.Changes;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Desk;

/// <summary>What is wrong with a form: some of it beside its fields, the rest above the button.</summary>
/// <param name="own">The fields that the form shows.</param>
public sealed class FormProblems(IStringLocalizer<Words> text, FailureDesk failures, params string[] own)
{
    private readonly Dictionary<string, string> _fields = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What belongs to no field; null: nothing.</summary>
    public string? General { get; private set; }

    /// <summary>Somebody else changed it meanwhile: it has to be loaded again.</summary>
    public bool IsConflict { get; private set; }

    /// <summary>An order is on its way: its button waits.</summary>
    public bool IsBusy { get; private set; }

    public bool IsEmpty => _fields.Count == 0 && General is null;

    public string? this[string field] => _fields.GetValueOrDefault(field);

    public void Clear()
    {
        _fields.Clear();
        (General, IsConflict) = (null, false);
    }

    public void Add(string field, string problem) => _fields.TryAdd(field, problem);

    public void Say(string problem) => General = problem;

    /// <returns>Whether it was done.</returns>
    public bool Take(ChangeReply reply)
    {
        Clear();

        switch (reply.Result)
        {
            case ChangeResult.Done:
                return true;

            case ChangeResult.Conflict:
                IsConflict = true;
                General = text["Somebody else changed this after you opened it. Nothing of yours was saved."];

                return false;

            case ChangeResult.NotFound:
                General = text["It is not there any more. Nothing was changed."];

                return false;

            default:
                Take(reply.Problems.IsDefault ? [] : reply.Problems);

                return false;
        }
    }

    /// <summary>Gives an order, one at a time; its answer may be a problem, or may not come.</summary>
    /// <param name="then">What follows when it is done; the next order waits for that too.</param>
    /// <returns>Whether it was done.</returns>
    public async Task<bool> OrderAsync(Func<Task<ChangeReply>> order, Func<Task>? then = null)
    {
        var isDone = false;
        await RunAsync(async () =>
        {
            if (Take(await order()))
            {
                await (then?.Invoke() ?? Task.CompletedTask);
                isDone = true;
            }
        });

        return isDone;
    }

    /// <summary>Gives an order whose answer the form reads itself, one at a time; it may not come.</summary>
    public async Task RunAsync(Func<Task> order)
    {
        if (IsBusy)
        {
            return;
        }

        IsBusy = true;

        try
        {
            await order();
        }
        catch (Exception failure) when (failure.IsTold())
        {
            Take(failure);
        }
        finally
        {
            IsBusy = false;
        }
    }

    /// <summary>An answer that did not come.</summary>
    public void Take(Exception failure) => General = failures.Say(failure, text["No answer came. It may be done: look before you press the button again."]);

    private void Take(IEnumerable<FieldProblem> problems)
    {
        var others = new List<string>();

        foreach (var problem in problems)
        {
            // "Aliases[2]" belongs to the field "Aliases".
            var field = problem.Field.Split('[', '.')[0];

            if (own.Contains(field, StringComparer.OrdinalIgnoreCase))
            {
                _fields.TryAdd(field, text["Expected: {0}", text[problem.Expected]]);
            }
            else
            {
                others.Add(text["{0}: expected {1}", problem.Field, text[problem.Expected]]);
            }
        }

        General = others.Count > 0 ? string.Join(" · ", others) : _fields.Count > 0 ? null : text["Refused, nothing was changed."].Value;
    }
}
