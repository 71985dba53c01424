namespace FastArb.Perf;

/// <summary>
/// A receiver, a process of its own: connects, reads to the close frame, prints its figures.
/// </summary>
internal static class ReceiveRun
{
    public static int Run(Arguments arguments)
    {
        EventClock clock = new(arguments.Number("burst", 0), arguments.Text("mode", "paced") != "flood");
        int port = arguments.Number("port", 0);
        bool busy = arguments.Text("wait", "blocking") == "busy";
        string receiver = arguments.Text("as", "raw");
        switch (receiver)
        {
            case "raw":
                RawReceiver.Run(port, busy, clock);
                break;
            case "ours":
                OurReceiver.Run(port, busy, clock);
                break;
            case "client-reader":
                ClientReceiver.Run(port, new ReaderWalk(), clock).GetAwaiter().GetResult();
                break;
            case "client-document":
                ClientReceiver.Run(port, new DocumentWalk(), clock).GetAwaiter().GetResult();
                break;
            default:
                Console.Error.WriteLine($"no receiver {receiver}");
                return 2;
        }

        Console.Out.WriteLine(clock.Report());
        return 0;
    }
}
