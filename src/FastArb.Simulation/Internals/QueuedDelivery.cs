using System.Runtime.InteropServices;

namespace FastArb.Simulation.Internals;

/// <summary>A delivery that waits for its time; a fault counts once it is delivered.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct QueuedDelivery(
    NodeDelivery Delivery,
    FaultKind? Fault = null,
    NodeSubscription? HeldAnswerOf = null
);
