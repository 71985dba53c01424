namespace FastArb.Ring.Internals;

/// <summary>
/// What a thread waits for. Implemented by structs, so that the look is inlined into the loop.
/// </summary>
internal interface IWaitCondition
{
    bool IsMet();
}
