using System.Globalization;
using FastArb.Pipeline;

namespace FastArb.Doctor;

/// <summary>One cache of the first core.</summary>
/// <param name="Level">1, 2 or 3.</param>
/// <param name="Kind">data, instruction or unified.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="LineBytes">The unit in which it moves memory.</param>
/// <param name="SharedBy">The CPUs that share it, where the system says so.</param>
internal sealed record CacheFacts(int Level, string Kind, long Bytes, int LineBytes, string? SharedBy)
{
    public static IReadOnlyList<CacheFacts> Read()
    {
        IReadOnlyList<CacheFacts> listed = FromFolder("/sys/devices/system/cpu/cpu0/cache");
        return listed.Count > 0 ? listed : CpuIdentity.Caches();
    }

    /// <summary>Reads Linux's folder of <c>index0</c>, <c>index1</c>, ...</summary>
    public static IReadOnlyList<CacheFacts> FromFolder(string folder)
    {
        List<CacheFacts> caches = [];
        if (!Directory.Exists(folder))
        {
            return caches;
        }

        foreach (string index in Directory.GetDirectories(folder, "index*").Order(StringComparer.Ordinal))
        {
            string? Text(string name) => MachineText.Read(Path.Combine(index, name));
            if (
                int.TryParse(Text("level"), NumberStyles.None, CultureInfo.InvariantCulture, out int level)
                && int.TryParse(
                    Text("coherency_line_size"),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out int line
                )
                && Size(Text("size")) is long bytes
            )
            {
                string kind = Text("type")?.ToLowerInvariant() ?? "unified";
                caches.Add(new CacheFacts(level, kind, bytes, line, Text("shared_cpu_list")));
            }
        }

        return caches;
    }

    /// <summary>"48K", "2048K", "32M", or plain bytes.</summary>
    private static long? Size(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        long unit = text[^1] switch
        {
            'K' => 1L << 10,
            'M' => 1L << 20,
            'G' => 1L << 30,
            _ => 1,
        };
        string digits = unit == 1 ? text : text[..^1];
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            ? count * unit
            : null;
    }
}
