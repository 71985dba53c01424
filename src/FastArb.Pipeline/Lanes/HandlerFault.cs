namespace FastArb.Pipeline;

/// <summary>A handler is out: from this event on it gets none.</summary>
/// <param name="Handler">Its name.</param>
/// <param name="Sequence">The first event that it has not handled.</param>
/// <param name="Reason">What it threw, or that it held its lane; one line.</param>
public sealed record HandlerFault(string Handler, long Sequence, string Reason);
