using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace FastArb;

/// <summary>The library's help text, followed by examples that work as they stand.</summary>
internal sealed class CommandHelp : SynchronousCommandLineAction
{
    private readonly HelpAction _layout;
    private readonly IReadOnlyDictionary<Command, string[]> _examples;

    public CommandHelp(HelpAction layout, IReadOnlyDictionary<Command, string[]> examples)
    {
        _layout = layout;
        _examples = examples;
    }

    /// <summary>Who asks for help need not have got the rest of the line right.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int exitCode = _layout.Invoke(parseResult);
        if (_examples.TryGetValue(parseResult.CommandResult.Command, out string[]? examples))
        {
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine(examples.Length == 1 ? "Example:" : "Examples:");
            foreach (string example in examples)
            {
                output.WriteLine("  " + example);
            }

            output.WriteLine();
        }

        return exitCode;
    }
}
