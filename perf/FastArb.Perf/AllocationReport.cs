using System.Globalization;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Etlx;
using Microsoft.Diagnostics.Tracing.Parsers.Clr;

namespace FastArb.Perf;

/// <summary>
/// Who allocated what, as a trace has it: the runtime names one allocation in each hundred thousand bytes.
/// </summary>
internal static class AllocationReport
{
    private const int RowsMax = 20;
    private const int FramesMax = 3;

    public static int Run(Arguments arguments)
    {
        string trace = arguments.Text("trace", string.Empty);
        string log = TraceLog.CreateFromEventPipeDataFile(trace);
        Dictionary<string, long> bytes = new(StringComparer.Ordinal);
        using (TraceLog events = new(log))
        {
            foreach (TraceEvent one in events.Events)
            {
                if (one is GCAllocationTickTraceData tick)
                {
                    string who = $"{tick.TypeName} in {Frames(tick.CallStack())}";
                    bytes[who] = bytes.GetValueOrDefault(who) + tick.AllocationAmount64;
                }
            }
        }

        File.Delete(log);
        foreach ((string who, long amount) in bytes.OrderByDescending(row => row.Value).Take(RowsMax))
        {
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{amount / 1e6, 9:0.0} MB  {who}")
            );
        }

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{bytes.Values.Sum() / 1e6, 9:0.0} MB  in all, from the first moment of the process on"
            )
        );
        return 0;
    }

    // The innermost methods that have a name.
    private static string Frames(TraceCallStack? stack)
    {
        List<string> frames = [];
        for (; stack is not null && frames.Count < FramesMax; stack = stack.Caller)
        {
            string method = stack.CodeAddress.FullMethodName;
            if (method.Length > 0)
            {
                frames.Add(method.Split('(')[0]);
            }
        }

        return frames.Count == 0 ? "native code" : string.Join(" < ", frames);
    }
}
