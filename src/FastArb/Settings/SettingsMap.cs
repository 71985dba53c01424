using System.Globalization;
using FastArb.EvmMath;

namespace FastArb.Settings;

/// <summary>
/// Reads the members of a map, each as the type that it must have. What is missing, wrong or unknown is added
/// to the faults, and reading goes on, so that all of it is found at once.
/// </summary>
internal sealed class SettingsMap
{
    private readonly SettingsNode _node;
    private readonly SettingsFaults _faults;
    private readonly Dictionary<string, (SettingsNode Key, SettingsNode Value)> _entries;
    private readonly List<string> _known = [];

    /// <summary>Of a node that is no map: an empty one, and a fault.</summary>
    public SettingsMap(SettingsNode node, SettingsFaults faults)
    {
        _node = node;
        _faults = faults;
        if (node.Kind != SettingsKind.Map)
        {
            faults.Add(node, $"expected a map of settings, not {Described(node)}");
        }

        _entries = node.Entries.ToDictionary(entry => entry.Key.Text, StringComparer.Ordinal);
    }

    /// <summary>Where the map stands.</summary>
    public SettingsNode Node => _node;

    /// <summary>A member's value, where it is there.</summary>
    public SettingsNode? Find(string name)
    {
        _known.Add(name);
        return _entries.TryGetValue(name, out (SettingsNode Key, SettingsNode Value) entry)
            ? entry.Value
            : null;
    }

    /// <summary>A member's value; a fault where it is not there.</summary>
    public SettingsNode? Require(string name)
    {
        SettingsNode? value = Find(name);
        if (value is null && _node.Kind == SettingsKind.Map)
        {
            _faults.Add(_node, $"'{name}' is missing");
        }

        return value;
    }

    /// <summary>A member that is a map of members with names of the user's own.</summary>
    public IEnumerable<(SettingsNode Key, SettingsNode Value)> Named(SettingsNode? value)
    {
        if (value is not null && value.Kind != SettingsKind.Map)
        {
            _faults.Add(value, $"expected a map, not {Described(value)}");
        }

        return value?.Entries ?? [];
    }

    /// <summary>A list of texts.</summary>
    public IEnumerable<SettingsNode> Texts(SettingsNode? value)
    {
        foreach (SettingsNode item in Items(value))
        {
            if (item.Kind == SettingsKind.Text)
            {
                yield return item;
            }
            else
            {
                _faults.Add(item, $"expected a text, not {Described(item)}");
            }
        }
    }

    public IEnumerable<SettingsNode> Items(SettingsNode? value)
    {
        if (value is not null && value.Kind != SettingsKind.List)
        {
            _faults.Add(value, $"expected a list, such as [A, B], not {Described(value)}");
        }

        return value?.Items ?? [];
    }

    /// <summary>A text; empty, with a fault, where it is none.</summary>
    public string Text(SettingsNode? value)
    {
        if (value is not null && value.Kind != SettingsKind.Text)
        {
            _faults.Add(value, $"expected a text, not {Described(value)}");
        }

        return value?.Text ?? string.Empty;
    }

    /// <summary>A whole number within its range; null, with a fault, where it is none.</summary>
    public long? Whole(SettingsNode? value, long smallest, long largest)
    {
        if (value is null)
        {
            return null;
        }

        if (
            value.Kind == SettingsKind.Text
            && long.TryParse(
                value.Text,
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out long number
            )
            && number >= smallest
            && number <= largest
        )
        {
            return number;
        }

        _faults.Add(
            value,
            string.Create(
                CultureInfo.InvariantCulture,
                $"expected a whole number from {smallest} to {largest}, not {Described(value)}"
            )
        );
        return null;
    }

    public Address? Address(SettingsNode? value)
    {
        if (value is null)
        {
            return null;
        }

        if (
            EvmMath.Address.TryParse(Text(value).AsSpan(), out Address address, out AddressTextFault fault)
            && value.Text.StartsWith("0x", StringComparison.Ordinal)
        )
        {
            return address;
        }

        _faults.Add(
            value,
            fault == AddressTextFault.Checksum
                ? $"address {value.Text} has a wrong checksum: a digit or a letter's case was mistyped"
                : $"expected an address (0x and 40 hexadecimal digits), not {Described(value)}"
        );
        return null;
    }

    public UInt256? Hash(SettingsNode? value)
    {
        if (value is null)
        {
            return null;
        }

        if (
            Text(value) is { Length: 2 + Hex.WordDigits } text
            && text.StartsWith("0x", StringComparison.Ordinal)
            && UInt256.TryParse(
                text.AsSpan(2),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out UInt256 hash
            )
        )
        {
            return hash;
        }

        _faults.Add(value, $"expected a hash (0x and 64 hexadecimal digits), not {Described(value)}");
        return null;
    }

    /// <summary>
    /// One of some things, by name; null, with a fault and the nearest name, where it is none.
    /// </summary>
    public T? OneOf<T>(
        SettingsNode? value,
        string what,
        IReadOnlyCollection<T> things,
        Func<T, string> nameOf
    )
        where T : class
    {
        if (value is null)
        {
            return null;
        }

        T? found = things.FirstOrDefault(thing => nameOf(thing) == value.Text);
        if (found is null || value.Kind != SettingsKind.Text)
        {
            _faults.Add(
                value,
                $"{Described(value)} is no {what}{DidYouMean(value.Text, things.Select(nameOf))}"
            );
            return null;
        }

        return found;
    }

    /// <summary>What is wrong with a value that only its reader knows about.</summary>
    public void Refuse(SettingsNode at, string what) => _faults.Add(at, what);

    /// <summary>After all members were read: those that nobody asked for are refused.</summary>
    public void RefuseUnknown()
    {
        foreach ((string name, (SettingsNode key, _)) in _entries)
        {
            if (!_known.Contains(name, StringComparer.Ordinal))
            {
                _faults.Add(key, $"unknown setting '{name}'{DidYouMean(name, _known)}");
            }
        }
    }

    private static string DidYouMean(string typed, IEnumerable<string> candidates) =>
        NearestName.Of(typed, candidates) is string nearest ? $"; did you mean '{nearest}'?" : string.Empty;

    private static string Described(SettingsNode node) =>
        node.Kind switch
        {
            SettingsKind.List => "a list",
            SettingsKind.Map => "a map",
            _ when node.Text.Length == 0 => "nothing",
            _ when node.Text.Length > 80 => $"'{node.Text[..80]}...'",
            _ => $"'{node.Text}'",
        };
}
