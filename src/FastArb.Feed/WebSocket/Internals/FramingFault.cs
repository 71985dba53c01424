namespace FastArb.Feed.Internals;

/// <summary>What is wrong with a frame.</summary>
internal enum FramingFault
{
    None = 0,
    ReservedBits = 1,
    ReservedOpcode = 2,
    Masked = 3,
    LongControl = 4,
    FragmentedControl = 5,
    LengthNotMinimal = 6,
    LengthTooLarge = 7,
    NothingToContinue = 8,
    MessageInsideMessage = 9,
    BadClose = 10,
    Binary = 11,
    TooBig = 12,
}
