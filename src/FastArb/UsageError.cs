using System.CommandLine;
using System.CommandLine.Parsing;

namespace FastArb;

/// <summary>Words for a command line that the program does not understand.</summary>
internal static class UsageError
{
    public static CommandFailure Of(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string path = PathTo(parsed.CommandResult);
        string what =
            parsed.UnmatchedTokens.Count > 0 ? Unknown(parsed.UnmatchedTokens[0], command)
            : command.Subcommands.Count > 0 && command.Action is null ? MissingCommand(command)
            : MissingArgument(parsed.CommandResult) ?? parsed.Errors[0].Message.TrimEnd('.');
        return new CommandFailure(ExitCode.UsageOrNotFound, $"{what} (see {path} --help)");
    }

    private static string Unknown(string token, Command command)
    {
        bool isOption = token.StartsWith('-');
        string kind =
            isOption ? "option"
            : command.Subcommands.Count > 0 ? "command"
            : "argument";
        string? nearest = NearestName.Of(token, Candidates(command, isOption));
        return nearest is null
            ? $"unknown {kind} '{token}'"
            : $"unknown {kind} '{token}'; did you mean '{nearest}'?";
    }

    private static IEnumerable<string> Candidates(Command command, bool options)
    {
        IEnumerable<string> own = options
            ? command.Options.SelectMany(option => option.Aliases.Prepend(option.Name))
            : command.Subcommands.Select(subcommand => subcommand.Name);
        IEnumerable<string> inherited = command
            .Parents.OfType<Command>()
            .SelectMany(parent => parent.Options.Where(option => option.Recursive))
            .Select(option => option.Name);

        // "fastarb help" and "fastarb version" mean the options of that name.
        return options ? own.Concat(inherited) : own.Concat(command.Options.Select(option => option.Name));
    }

    private static string MissingCommand(Command command) =>
        $"'{command.Name}' needs one of: {string.Join(", ", command.Subcommands.Select(sub => sub.Name))}";

    private static string? MissingArgument(CommandResult result)
    {
        Argument? missing = result.Command.Arguments.FirstOrDefault(argument =>
            argument.Arity.MinimumNumberOfValues > (result.GetResult(argument)?.Tokens.Count ?? 0)
        );
        return missing is null ? null : $"'{result.Command.Name}' needs {missing.Name}";
    }

    private static string PathTo(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{PathTo(parent)} {result.Command.Name}" : "fastarb";
}
