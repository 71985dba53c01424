using System.CommandLine;
using System.CommandLine.Help;
using FastArb.Doctor;
using FastArb.Engines;
using FastArb.Verify;

namespace FastArb;

/// <summary>The command line: which commands exist, and what becomes of a failure in one of them.</summary>
internal sealed partial class CommandTree
{
    private readonly Terminal _terminal;
    private readonly RootCommand _root = new(AboutProgram.Sentence);
    private readonly Dictionary<Command, string[]> _examples = [];
    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print data as JSON, with a versioned schema",
        Recursive = true,
    };
    private readonly Option<bool> _verbose = new("--verbose", "-v")
    {
        Description = "Show stack traces of failures",
        Recursive = true,
    };
    private readonly Option<bool> _version = new("--version")
    {
        Description = "Print version, commit and .NET runtime",
    };

    public CommandTree(Terminal terminal)
    {
        _terminal = terminal;
        HelpOption help = _root.Options.OfType<HelpOption>().Single();
        help.Description = "Show help and an example";
        help.Action = new CommandHelp((HelpAction)help.Action!, _examples);
        _root.Options.Remove(_root.Options.OfType<VersionOption>().Single());
        _root.Add(_version);
        _root.Add(_json);
        _root.Add(_verbose);
        _examples[_root] =
        [
            "fastarb",
            "fastarb doctor",
            "fastarb replay tests/recordings/frames-reorg.jsonl.gz",
            "fastarb verify vectors tests/vectors",
        ];
        SetAction(_root, About);
        AddDoctor();
        AddVerify();
        AddFetch();
        AddRun();
        AddEngine();
        AddRecord();
        AddReplay();
        AddSim();
        AddPools();
        AddQuote();
    }

    /// <summary>Command lines that the help texts promise to work, from the repository's root.</summary>
    public IEnumerable<string> Examples => _examples.Values.SelectMany(examples => examples);

    public ExitCode Run(string[] arguments)
    {
        // "@file" is no syntax of ours: a path may begin with it.
        ParserConfiguration syntax = new() { ResponseFileTokenReplacer = null };
        ParseResult parsed = _root.Parse(arguments, syntax);
        try
        {
            if (parsed.Errors.Count > 0)
            {
                throw UsageError.Of(parsed);
            }

            InvocationConfiguration invocation = new()
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = _terminal.Output,
                Error = _terminal.Messages,
            };
            return (ExitCode)parsed.Invoke(invocation);
        }
        catch (OperationCanceledException)
        {
            _terminal.Messages.WriteLine("fastarb: interrupted");
            return ExitCode.Interrupted;
        }
        catch (CommandFailure failure)
        {
            return Report(failure, failure.ExitCode, failure.Message, parsed.GetValue(_verbose));
        }
        catch (Exception unwritten) when (unwritten is IOException or UnauthorizedAccessException)
        {
            // Commands report what they cannot read; what is left is their output.
            return Report(
                unwritten,
                ExitCode.Failure,
                $"cannot write the output: {unwritten.Message} (check where it goes)",
                parsed.GetValue(_verbose)
            );
        }
        catch (Exception unexpected)
        {
            string what = $"{unexpected.GetType().Name}: {unexpected.Message.ReplaceLineEndings(" ")}";
            string next = "run again with -v and report what it prints";
            return Report(
                unexpected,
                ExitCode.Failure,
                $"unexpected {what} ({next})",
                parsed.GetValue(_verbose)
            );
        }
    }

    private ExitCode Report(Exception failure, ExitCode exitCode, string message, bool verbose)
    {
        // Such a failure repeats what somebody typed; others may have a block's hash to say.
        bool isTyped = exitCode is ExitCode.UsageOrNotFound or ExitCode.Configuration;
        message = isTyped ? SecretText.WithoutPrivateKeys(message) : message;

        try
        {
            _terminal.Messages.WriteLine("fastarb: " + SecretText.WithoutUrlSecrets(OneLine(message)));
            if (verbose)
            {
                string details = SecretText.WithoutUrlSecrets(failure.ToString());
                _terminal.Messages.WriteLine(isTyped ? SecretText.WithoutPrivateKeys(details) : details);
            }
        }
        catch (Exception unwritten) when (unwritten is IOException or UnauthorizedAccessException)
        {
            // Nobody can be told; the exit code still says it.
        }

        return exitCode;
    }

    /// <summary>What users type may hold line ends and colours; in a message they are shown.</summary>
    public static string OneLine(string message) =>
        string.Concat(message.Select(sign => char.IsControl(sign) ? $"\\u{(int)sign:x4}" : sign.ToString()));

    private void AddDoctor()
    {
        Command doctor = new("doctor", "Show what this machine offers, what is missing and what that costs");
        LaneOptions lanes = new();
        foreach (Option option in lanes.Choices)
        {
            doctor.Add(option);
        }

        SetAction(doctor, parsed => new DoctorCommand(_terminal).Run(lanes, parsed, parsed.GetValue(_json)));
        _examples[doctor] = ["fastarb doctor", "fastarb doctor --json", "fastarb doctor --lanes fused"];
        _root.Add(doctor);
    }

    private void AddVerify()
    {
        Command verify = new("verify", "Check arithmetic and market against results of the real contracts");
        Argument<string> path = new("PATH")
        {
            Description = "A vector file, plain or gzip, or a folder of them",
        };
        Command vectors = new("vectors", "Recompute every case of reference vectors and compare") { path };
        SetAction(
            vectors,
            parsed =>
            {
                using Interruption interruption = new();
                return interruption.Run(cancellation =>
                    new VerifyVectorsCommand(_terminal, cancellation).Run(
                        parsed.GetRequiredValue(path),
                        parsed.GetValue(_json)
                    )
                );
            }
        );
        verify.Add(vectors);
        AddVerifyRecording(verify);
        _examples[verify] =
        [
            "fastarb verify vectors tests/vectors",
            "fastarb verify recording tests/recordings",
        ];
        _examples[vectors] =
        [
            "fastarb verify vectors tests/vectors",
            "fastarb verify vectors tests/vectors/v2-swaps.jsonl.gz --json",
        ];
        _root.Add(verify);
    }

    private ExitCode About(ParseResult parsed)
    {
        if (parsed.GetValue(_version))
        {
            AboutProgram.WriteVersion(_terminal, parsed.GetValue(_json));
        }
        else
        {
            AboutProgram.Write(_terminal, _root, parsed.GetValue(_json));
        }

        return ExitCode.Ok;
    }

    private static void SetAction(Command command, Func<ParseResult, ExitCode> action) =>
        command.SetAction(parsed => (int)action(parsed));
}
