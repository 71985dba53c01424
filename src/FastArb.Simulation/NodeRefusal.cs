using System.Runtime.InteropServices;

namespace FastArb.Simulation;

/// <summary>Why a connection was not opened; <c>Retry-After</c> is left out where it is 0.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct NodeRefusal(NodeRefusalKind Kind, int Status, int RetryAfterSeconds);
