using System.Globalization;
using System.Text;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using FastArb.EvmMath;

namespace FastArb.Benchmarks;

/// <summary>
/// Results are kept like code: one table a type, under the name of the processor that they are of.
/// </summary>
internal static class KeptResults
{
    public static string Repository { get; } = FindRepository();

    public static void Write(IEnumerable<Summary> summaries)
    {
        foreach (Summary summary in summaries.Where(summary => summary.Reports.Length > 0))
        {
            string folder = Path.Combine(Repository, "benchmarks", "results", Processor());
            Directory.CreateDirectory(folder);
            string type = summary.BenchmarksCases[0].Descriptor.Type.Name;
            File.WriteAllText(Path.Combine(folder, type + ".md"), Table(type, summary));
        }
    }

    private static string Table(string type, Summary summary)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"# {type}\n\n");
        text.Append(CultureInfo.InvariantCulture, $".NET {Environment.Version}, ");
        text.Append(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, ");
        text.Append(CultureInfo.InvariantCulture, $"batches: {BatchMathChoice.Current.Math.Name}\n\n");
        SummaryTable.SummaryTableColumn[] columns =
        [
            .. summary.Table.Columns.Where(column =>
                column.NeedToShow && column.OriginalColumn is not JobCharacteristicColumn
            ),
        ];
        Row(text, columns.Select(column => column.Header));
        Row(text, columns.Select(_ => "---"));
        for (int row = 0; row < summary.Table.FullContent.Length; row++)
        {
            Row(text, columns.Select(column => column.Content[row]));
        }

        return text.ToString();
    }

    private static void Row(StringBuilder text, IEnumerable<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    // "Intel(R) Xeon(R) Processor" is many: the family, model and stepping tell them apart.
    private static string Processor()
    {
        const string file = "/proc/cpuinfo";
        if (!File.Exists(file))
        {
            return "unknown";
        }

        string[] lines = File.ReadAllLines(file);
        string name = $"{Fact("model name")} family {Fact("cpu family")} model {Fact("model")}";
        string plain = name.Replace("(R)", "", StringComparison.Ordinal)
            .Replace("(TM)", "", StringComparison.Ordinal);
        return string.Join('-', plain.ToLowerInvariant().Split(' ', '@', '/').Where(word => word.Length > 0));

        string Fact(string key) =>
            lines
                .Where(line => line.Split(':')[0].Trim() == key)
                .Select(line => line.Split(':', 2)[1].Trim())
                .FirstOrDefault("unknown");
    }

    private static string FindRepository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FastArb.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? Environment.CurrentDirectory;
    }
}
