using Spectre.Console;

namespace Billing.Host.Output;

/// <summary>How far long work is, on standard error if that is a terminal; silent where it goes to a file.</summary>
internal static class ProgressBar
{
    /// <param name="work">Gets what it tells of a stage: its name, how much of it is done, and of how much.</param>
    public static async Task<T> RunAsync<T>(Func<Action<string, long, long>, Task<T>> work)
    {
        if (Console.IsErrorRedirected)
        {
            return await work((_, _, _) => { });
        }

        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });

        return await console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(context =>
            {
                var stages = new Dictionary<string, ProgressTask>();

                return work((stage, done, total) =>
                {
                    if (!stages.TryGetValue(stage, out var task))
                    {
                        foreach (var earlier in stages.Values)
                        {
                            earlier.Value = earlier.MaxValue;
                        }

                        task = context.AddTask(Markup.Escape(stage));
                        stages.Add(stage, task);
                    }

                    (task.MaxValue, task.Value) = (Math.Max(1, total), done);
                });
            });
    }
}
