namespace FastArb;

/// <summary>What the program's exit code means; scripts hold on to these numbers.</summary>
internal enum ExitCode
{
    Ok = 0,
    Failure = 1,
    UsageOrNotFound = 2,
    NotRunning = 3,
    Configuration = 4,
    TimeoutOrUnreachable = 5,
    DataInvalid = 6,
    VerificationMismatch = 7,
    HaltedByRisk = 8,
    Interrupted = 130,
}
