namespace FastArb.Pipeline;

/// <summary>
/// A core as the system numbers them: a whole one, or one of the two threads (SMT) of a physical one.
/// </summary>
/// <param name="Number">The system's.</param>
/// <param name="Physical">The lowest number on the same physical core.</param>
/// <param name="Cache">The lowest number that shares its level-3 cache.</param>
/// <param name="Node">Its NUMA node: the memory that is near.</param>
/// <param name="Package">Its socket.</param>
/// <param name="IsSmall">Whether others of this machine are clearly faster: an efficiency core.</param>
public sealed record MachineCore(
    int Number,
    int Physical,
    int Cache,
    int Node = 0,
    int Package = 0,
    bool IsSmall = false
);
