using System.CommandLine;

namespace FastArb;

/// <summary>What the bare program says about itself.</summary>
internal static class AboutProgram
{
    public const string Sentence = "FastArb runs many DEX arbitrage strategies on paper, on one live feed.";

    private const string Schema = "fastarb.about/1";

    private const string State =
        "This version has the foundation: exact EVM arithmetic and its proof. It does not trade yet.";

    public static void Write(Terminal terminal, RootCommand root, bool json)
    {
        (string Name, string Description)[] commands = [.. Leaves(root, string.Empty)];
        if (json)
        {
            WriteJson(terminal, commands);
            return;
        }

        MathCoreChoice mathCore = MathCoreChoice.Current;
        TextWriter output = terminal.Output;
        output.WriteLine(Sentence);
        output.WriteLine(State);
        output.WriteLine();
        output.WriteLine(terminal.Heading("Commands"));
        TextTable table = new(string.Empty, string.Empty);
        foreach ((string name, string description) in commands)
        {
            table.Add(name, description);
        }

        table.Write(output, "  ");
        output.WriteLine();
        output.WriteLine($"Math core: {mathCore}");
        output.WriteLine("Help with an example: fastarb COMMAND --help");
    }

    public static void WriteVersion(Terminal terminal, bool json)
    {
        if (json)
        {
            JsonOutput.Write(terminal, ProductVersion.Schema, ProductVersion.Current);
        }
        else
        {
            terminal.Output.WriteLine(ProductVersion.Current);
        }
    }

    private static void WriteJson(Terminal terminal, (string Name, string Description)[] commands) =>
        JsonOutput.Write(
            terminal,
            Schema,
            new
            {
                About = Sentence,
                ProductVersion.Current.Version,
                Commands = commands.Select(command => new { command.Name, command.Description }),
                MathCore = MathCoreChoice.Current,
            }
        );

    private static IEnumerable<(string Name, string Description)> Leaves(Command command, string prefix)
    {
        foreach (Command child in command.Subcommands)
        {
            string name = prefix + child.Name;
            if (child.Subcommands.Count == 0)
            {
                yield return (name, child.Description ?? string.Empty);
            }

            foreach ((string Name, string Description) leaf in Leaves(child, name + " "))
            {
                yield return leaf;
            }
        }
    }
}
