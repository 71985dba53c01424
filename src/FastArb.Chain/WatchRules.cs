using System.Collections.Immutable;
using FastArb.EvmMath;

namespace FastArb.Chain;

/// <summary>
/// The watch rules of a run, in order: a log belongs to the first that wants it. A rule's place in the list
/// is its number in events and in the manifest.
/// </summary>
public sealed partial class WatchRules
{
    /// <summary>A rule's number must fit its field in an event, with room left for "none".</summary>
    public const int RulesMax = 1024;

    /// <summary>A topic's index must fit its field in an event, beside "any".</summary>
    public const int TopicsMax = 254;

    /// <summary>
    /// Takes the rules as they are; refuses too many of them or of their topics, and equal names.
    /// </summary>
    public WatchRules(IReadOnlyList<WatchRule> rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        if (rules.Count is 0 or > RulesMax)
        {
            throw new ArgumentException(
                $"{rules.Count} watch rules; 1 to {RulesMax} are allowed",
                nameof(rules)
            );
        }

        foreach (WatchRule rule in rules)
        {
            if (rule.Topic0.Length > TopicsMax)
            {
                throw new ArgumentException(
                    $"watch rule {rule.Name}: {rule.Topic0.Length} topics; at most {TopicsMax} are allowed",
                    nameof(rules)
                );
            }

            if (rules.Count(other => other.Name == rule.Name) > 1)
            {
                throw new ArgumentException($"two watch rules are named {rule.Name}", nameof(rules));
            }
        }

        Rules = [.. rules];
        Addresses = [.. rules.SelectMany(rule => rule.Addresses).Distinct().Order()];
        Index();
    }

    public ImmutableArray<WatchRule> Rules { get; }

    /// <summary>
    /// Every address that a rule names, each once, in order: <see cref="ChainEvent.Source"/>.
    /// </summary>
    public ImmutableArray<Address> Addresses { get; }
}
