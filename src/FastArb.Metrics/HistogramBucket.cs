using System.Runtime.InteropServices;

namespace FastArb.Metrics;

/// <summary>How many of the recorded values lie from one to another, both included.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct HistogramBucket(long From, long To, long Count);
