namespace FastArb.Feed.Internals;

/// <summary>The low four bits of a frame's first byte.</summary>
internal static class FrameOpcode
{
    public const byte Continuation = 0x0;
    public const byte Text = 0x1;
    public const byte Binary = 0x2;
    public const byte Close = 0x8;
    public const byte Ping = 0x9;
    public const byte Pong = 0xA;
}
