using FastArb.Feed;

namespace FastArb.Pipeline;

/// <summary>
/// Into which files a run goes: its input, which is the authority, and the events made of it.
/// </summary>
public sealed record RunRecorders(InputRecorder Input, EventRecorder Events);
