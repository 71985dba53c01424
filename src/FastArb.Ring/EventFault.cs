namespace FastArb.Ring;

/// <summary>A handler threw: at which event, and what.</summary>
public sealed record EventFault(long Sequence, Exception Exception);
