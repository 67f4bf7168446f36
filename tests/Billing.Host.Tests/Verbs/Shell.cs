using System.Text;
using Billing.Host.Tests.Programs;

namespace Billing.Host.Tests.Verbs;

/// <summary>
/// Verbs of the program in the process of the tests, each from <c>Main</c> to its exit code against a program that runs: what a person
/// would see, without a start of a process (a second or more of a core) for each word.
/// </summary>
internal static class Shell
{
    // A verb takes its settings from the environment, which is the process's: one verb at a time.
    private static readonly SemaphoreSlim Turn = new(1);

    private static readonly AsyncLocal<(TextReader In, TextWriter Out, TextWriter Error)?> Spoken = new();

    static Shell()
    {
        Console.SetIn(new Ear(Console.In));
        Console.SetOut(new Mouth(Console.Out, spoken => spoken.Out));
        Console.SetError(new Mouth(Console.Error, spoken => spoken.Error));
    }

    /// <summary>Runs a verb to its end, as a shell beside this program would.</summary>
    public static Task<Said> DoAsync(this ProgramRun program, params string[] words) => program.AskAsync("", words);

    /// <summary>A verb that reads standard input.</summary>
    public static async Task<Said> AskAsync(this ProgramRun program, string input, params string[] words)
    {
        await Turn.WaitAsync(TestContext.Current.CancellationToken);

        try
        {
            return await Task.Run(() => Do(program.Environment, input, words));
        }
        finally
        {
            Turn.Release();
        }
    }

    private static Said Do(IReadOnlyDictionary<string, string> environment, string input, string[] words)
    {
        var before = environment.Keys.ToDictionary(name => name, name => Environment.GetEnvironmentVariable(name));
        using var output = new StringWriter();
        using var error = new StringWriter();
        Spoken.Value = (new StringReader(input), TextWriter.Synchronized(output), TextWriter.Synchronized(error));

        try
        {
            Set(environment!);
            var exitCode = (int)typeof(Host.Verbs.Reading).Assembly.EntryPoint!.Invoke(null, [words])!;

            return new(exitCode, output.ToString(), error.ToString());
        }
        finally
        {
            Set(before);
            Spoken.Value = null;
        }
    }

    private static void Set(IEnumerable<KeyValuePair<string, string?>> values)
    {
        foreach (var (name, value) in values)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    /// <summary>What is written for a verb goes to it, and what anybody else writes where it went before.</summary>
    private sealed class Mouth(TextWriter others, Func<(TextReader In, TextWriter Out, TextWriter Error), TextWriter> ours) : TextWriter
    {
        public override Encoding Encoding => others.Encoding;

        private TextWriter Now => Spoken.Value is { } spoken ? ours(spoken) : others;

        public override void Write(char value) => Now.Write(value);

        public override void Write(char[] buffer, int index, int count) => Now.Write(buffer, index, count);

        public override void Write(string? value) => Now.Write(value);

        public override void Flush() => Now.Flush();
    }

    private sealed class Ear(TextReader others) : TextReader
    {
        private TextReader Now => Spoken.Value is { } spoken ? spoken.In : others;

        public override int Peek() => Now.Peek();

        public override int Read() => Now.Read();
    }
}
