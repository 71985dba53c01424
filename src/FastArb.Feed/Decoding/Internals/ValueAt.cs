using System.Runtime.InteropServices;

namespace FastArb.Feed.Internals;

/// <summary>Where in a message a string's text lies, without its quotes.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ValueAt(int Start, int Length);
