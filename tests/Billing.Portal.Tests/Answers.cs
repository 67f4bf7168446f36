using System.Reflection;

namespace Billing.Portal.Tests;

/// <summary>An interface of which a test answers the calls that a component makes.</summary>
public class Answers : DispatchProxy
{
    private Func<MethodInfo, object?[], object?> _answer = (_, _) => null;

    /// <param name="answer">What a method answers to its arguments.</param>
    public static T To<T>(Func<MethodInfo, object?[], object?> answer)
        where T : class
    {
        var made = Create<T, Answers>();
        ((Answers)(object)made)._answer = answer;

        return made;
    }

    /// <summary>Whatever grain is asked for, by its interface.</summary>
    public static IGrainFactory Grains(params object[] grains) =>
        To<IGrainFactory>((method, _) => grains.First(method.ReturnType.IsInstanceOfType));

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _answer(targetMethod!, args ?? []);
}
