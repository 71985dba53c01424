using System.Runtime.InteropServices;

namespace FastArb.Feed;

/// <summary>Why a feed has ended, and in words what happened.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FeedEnd(FeedEndReason Reason, string Sentence);
