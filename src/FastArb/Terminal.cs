namespace FastArb;

/// <summary>Where output goes: data to <see cref="Output"/>, messages to <see cref="Messages"/>.</summary>
internal sealed class Terminal
{
    private const string Reset = "\e[0m";

    private readonly bool _colours;

    private Terminal(TextWriter output, TextWriter messages, bool colours, bool showsProgress)
    {
        Output = output;
        Messages = messages;
        ShowsProgress = showsProgress;
        _colours = colours;
    }

    public TextWriter Output { get; }

    public TextWriter Messages { get; }

    /// <summary>Whether a line that overwrites itself makes sense on the message side.</summary>
    public bool ShowsProgress { get; }

    public static Terminal OfThisProcess()
    {
        bool dumb = Environment.GetEnvironmentVariable("TERM") is "dumb";
        bool noColour = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return new Terminal(
            Console.Out,
            Console.Error,
            colours: !noColour && !dumb && !Console.IsOutputRedirected,
            showsProgress: !dumb && !Console.IsErrorRedirected
        );
    }

    /// <summary>A terminal that is none: for tests, and for output that a program reads.</summary>
    public static Terminal Plain(TextWriter output, TextWriter messages, bool showsProgress = false) =>
        new(output, messages, colours: false, showsProgress);

    public string Good(string text) => _colours ? $"\e[32m{text}{Reset}" : text;

    public string Bad(string text) => _colours ? $"\e[31m{text}{Reset}" : text;

    public string Heading(string text) => _colours ? $"\e[1m{text}{Reset}" : text;
}
