using Billing.Contracts.Changes;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Forms;

/// <summary>Why a change was not made: field by field, as the grain that refused it says.</summary>
public sealed class FieldProblems(IStringLocalizer text)
{
    private readonly Dictionary<string, string> _fields = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What is said of the whole form, translated; null: nothing.</summary>
    public string? Sentence { get; private set; }

    /// <summary>Somebody else changed it meanwhile: it can be loaded again.</summary>
    public bool IsConflict { get; private set; }

    public bool IsEmpty => _fields.Count == 0 && Sentence is null;

    public IReadOnlyDictionary<string, string> Fields => _fields;

    /// <summary>What is wrong with a field, translated; null: nothing.</summary>
    public string? this[string field] => _fields.GetValueOrDefault(field);

    public void Clear()
    {
        _fields.Clear();
        (Sentence, IsConflict) = (null, false);
    }

    /// <param name="expected">Completes "expected …"; English, translated here where the language has it.</param>
    public void Add(string field, string expected) => _fields.TryAdd(field, text["Expected {0}", text[expected].Value]);

    public void Say(string sentence) => Sentence = sentence;

    public void Take(ChangeReply reply)
    {
        Clear();
        IsConflict = reply.Result is ChangeResult.Conflict;
        Sentence = reply.Result switch
        {
            ChangeResult.Conflict => text["Somebody else changed this meanwhile; nothing of yours was stored."].Value,
            ChangeResult.NotFound => text["This is not there any more; nothing was changed."].Value,
            ChangeResult.Refused => text["Nothing was changed: the fields below need another value."].Value,
            _ => null,
        };

        foreach (var problem in reply.Problems.IsDefault ? [] : reply.Problems)
        {
            Add(problem.Field, problem.Expected);
        }
    }
}
