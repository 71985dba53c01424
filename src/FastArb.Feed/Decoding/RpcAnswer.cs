using System.Runtime.InteropServices;

namespace FastArb.Feed;

/// <summary>
/// An answer to a request. Start and length say where in the message its result, or its error, lies as JSON.
/// </summary>
/// <param name="Id">The request's; -1 where the node could not tell (<c>"id":null</c>).</param>
/// <param name="HasError">The node refused; the text is the error's.</param>
/// <param name="ErrorCode">The error's code; 0 where it has none that fits.</param>
/// <param name="Start">The first byte of the result or the error.</param>
/// <param name="Length">Its bytes, quotes and brackets included.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RpcAnswer(long Id, bool HasError, int ErrorCode, int Start, int Length)
{
    /// <summary>The result's or the error's JSON, of the message that was decoded.</summary>
    public ReadOnlySpan<byte> Body(ReadOnlySpan<byte> message) => message.Slice(Start, Length);
}
