namespace FastArb.EvmMath.Internals;

/// <summary>
/// What generic math does with a number that does not fit: CreateChecked, -Saturating, -Truncating.
/// </summary>
internal enum NarrowingRule
{
    Checked,
    Saturating,
    Truncating,
}
