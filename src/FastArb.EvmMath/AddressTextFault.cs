namespace FastArb.EvmMath;

/// <summary>Why a text is no address.</summary>
public enum AddressTextFault
{
    None,

    /// <summary>Not 40 digits, or 42 characters with 0x.</summary>
    Length,

    /// <summary>A character that is no hexadecimal digit.</summary>
    Digit,

    /// <summary>
    /// Upper and lower case mixed otherwise than EIP-55 has it: most likely a digit was mistyped.
    /// </summary>
    Checksum,
}
