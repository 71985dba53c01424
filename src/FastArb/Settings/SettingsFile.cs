using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace FastArb.Settings;

/// <summary>
/// Reads YAML as far as people need it for settings: maps, lists and texts. Anchors, aliases, tags, keys that
/// appear twice and a second document are refused: nothing in such a file may be read in two ways, or
/// be small
/// and grow.
/// </summary>
internal sealed class SettingsFile
{
    public const int BytesMax = 1 << 20;

    private const int DepthMax = 16;

    private static readonly UTF8Encoding s_utf8 = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    private readonly string _name;
    private readonly SettingsFaults _faults;
    private readonly Parser _events;

    private SettingsFile(string name, string text, SettingsFaults faults)
    {
        _name = name;
        _faults = faults;
        _events = new Parser(new StringReader(text));
    }

    /// <summary>The file's text; a failure of the command where there is none.</summary>
    public static string Load(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            byte[] bytes = new byte[BytesMax + 1];
            int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length > BytesMax
                ? throw new CommandFailure(
                    ExitCode.Configuration,
                    $"{path} is larger than 1 MiB (settings are written by people)"
                )
                : s_utf8.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException notText)
        {
            throw new CommandFailure(
                ExitCode.Configuration,
                $"{path} is not UTF-8 text (save it as that)",
                notText
            );
        }
        catch (Exception unreadable)
            when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandFailure(
                ExitCode.UsageOrNotFound,
                $"cannot read {path}: {unreadable.Message} (check its name and permissions)",
                unreadable
            );
        }
    }

    /// <summary>
    /// The file's one value; null where it cannot be read at all. What is wrong is added to the faults.
    /// </summary>
    public static SettingsNode? Parse(string name, string text, SettingsFaults faults)
    {
        SettingsFile file = new(name, text, faults);
        try
        {
            return file.Document();
        }
        catch (YamlException syntax)
        {
            faults.Add(file.At(syntax.Start), $"this is not YAML: {Sentence(syntax)}");
            return null;
        }
    }

    private SettingsNode? Document()
    {
        _events.Consume<StreamStart>();
        if (Takes(out StreamEnd? end))
        {
            _faults.Add(At(end.Start), "the file is empty");
            return null;
        }

        _events.Consume<DocumentStart>();
        SettingsNode root = Value(0);
        _events.Consume<DocumentEnd>();
        if (Takes(out DocumentStart? second))
        {
            _faults.Add(At(second.Start), "a second document begins; a file of settings has one");
        }

        return root;
    }

    private SettingsNode Value(int depth)
    {
        ParsingEvent at = _events.Current!;
        SettingsNode place = At(at.Start);
        if (depth > DepthMax)
        {
            throw new YamlException(at.Start, at.End, $"more than {DepthMax} levels deep");
        }

        if (Takes(out AnchorAlias? _))
        {
            _faults.Add(place, "an alias (*) is not allowed; write the value again");
            return place;
        }

        if (at is NodeEvent node)
        {
            RefuseIfMarked(node, place);
        }

        if (Takes(out Scalar? text))
        {
            return place with { Text = text.Value };
        }

        if (Takes(out SequenceStart? _))
        {
            ImmutableArray<SettingsNode>.Builder items = ImmutableArray.CreateBuilder<SettingsNode>();
            while (!Takes(out SequenceEnd? _))
            {
                items.Add(Value(depth + 1));
            }

            return place with
            {
                Kind = SettingsKind.List,
                Items = items.DrainToImmutable(),
            };
        }

        return Map(place, depth);
    }

    private SettingsNode Map(SettingsNode place, int depth)
    {
        _events.Consume<MappingStart>();
        HashSet<string> keys = new(StringComparer.Ordinal);
        ImmutableArray<(SettingsNode Key, SettingsNode Value)>.Builder entries =
            ImmutableArray.CreateBuilder<(SettingsNode Key, SettingsNode Value)>();
        while (!Takes(out MappingEnd? _))
        {
            SettingsNode key = Value(depth + 1);
            SettingsNode value = Value(depth + 1);
            if (key.Kind != SettingsKind.Text)
            {
                _faults.Add(key, "a key is a word, not a list or a map");
            }
            else if (!keys.Add(key.Text))
            {
                _faults.Add(key, $"'{key.Text}' is there twice");
            }
            else
            {
                entries.Add((key, value));
            }
        }

        return place with
        {
            Kind = SettingsKind.Map,
            Entries = entries.DrainToImmutable(),
        };
    }

    private bool Takes<T>([NotNullWhen(true)] out T? taken)
        where T : ParsingEvent
    {
        taken = _events.Current as T;
        if (taken is not null)
        {
            _events.MoveNext();
        }

        return taken is not null;
    }

    private void RefuseIfMarked(NodeEvent node, SettingsNode place)
    {
        if (!node.Anchor.IsEmpty)
        {
            _faults.Add(place, "an anchor (&) is not allowed; write the value where it is needed");
        }

        if (!node.Tag.IsEmpty)
        {
            _faults.Add(place, "a tag (!) is not allowed");
        }
    }

    private SettingsNode At(Mark mark) => new(SettingsKind.Text, _name, mark.Line, mark.Column);

    // Without the place, which is said already, and in the middle of a line.
    private static string Sentence(YamlException syntax)
    {
        string text = syntax.InnerException?.Message ?? syntax.Message;
        string line = text.ReplaceLineEndings(" ").TrimEnd('.');
        return line.Length > 1 && char.IsUpper(line[0]) && !char.IsUpper(line[1])
            ? char.ToLowerInvariant(line[0]) + line[1..]
            : line;
    }
}
