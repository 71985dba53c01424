namespace FastArb;

internal static class Program
{
    public static int Main(string[] arguments) =>
        (int)new CommandTree(Terminal.OfThisProcess()).Run(arguments);
}
