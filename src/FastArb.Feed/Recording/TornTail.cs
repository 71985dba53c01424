using System.Runtime.InteropServices;

namespace FastArb.Feed;

/// <summary>
/// The end of a recording that was being written when its process or machine died. What came before is whole.
/// </summary>
/// <param name="Position">
/// Where the whole part ends: a logical position of the input, or a sequence number of the events.
/// </param>
/// <param name="Bytes">How many bytes of the last file are left out.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TornTail(long Position, long Bytes);
