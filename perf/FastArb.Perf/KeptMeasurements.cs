using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FastArb.Perf;

/// <summary>
/// Results as a page to read and as JSON, under the name of the processor that they are of.
/// </summary>
internal static class KeptMeasurements
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// Prints the page, and writes both: with <c>--keep</c> where they are committed, else to artifacts.
    /// </summary>
    public static void Write(
        string name,
        Arguments arguments,
        IReadOnlyList<string> notes,
        IReadOnlyList<Measurement> measurements
    )
    {
        string folder = arguments.Has("keep")
            ? Path.Combine(Machine.Repository, "perf", "results", Machine.Processor)
            : Path.Combine(Machine.Repository, "artifacts", "perf");
        Directory.CreateDirectory(folder);
        string date = arguments.Text("date", "unknown");
        string page = Page(name, date, notes, measurements);
        File.WriteAllText(Path.Combine(folder, name + ".md"), page);
        File.WriteAllText(Path.Combine(folder, name + ".json"), Json(date, notes, measurements));
        Console.Out.WriteLine(page);
        Console.Out.WriteLine($"written to {folder}");
    }

    private static string Page(
        string name,
        string date,
        IReadOnlyList<string> notes,
        IReadOnlyList<Measurement> measurements
    )
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"# perf/run.sh {name}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{date}, {Machine.Processor}, {Machine.Cores} cores, ");
        text.Append(CultureInfo.InvariantCulture, $".NET {Environment.Version}\n\n");
        foreach (string note in notes)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {note}\n");
        }

        text.Append('\n');
        Row(text, "measured", "unit", "p50", "p99", "p99.9", "max", "n", "must / aim", "keeps");
        Row(text, "---", "---", "---", "---", "---", "---", "---", "---", "---");
        foreach (Measurement measured in measurements)
        {
            Budget[] budgets = [.. Budget.Of(measured)];
            bool isTime = measured.Unit is "ns" or "us" or "ms";
            Row(
                text,
                measured.Name,
                measured.Unit,
                Number(measured.P50),
                isTime ? Number(measured.P99) : string.Empty,
                isTime ? Number(measured.P999) : string.Empty,
                isTime ? Number(measured.Max) : string.Empty,
                measured.Count.ToString(CultureInfo.InvariantCulture),
                string.Join(
                    ", ",
                    budgets.Select(budget =>
                        $"{(isTime ? budget.Figure + " " : "")}{Number(budget.Must)} / {Number(budget.Aim)}"
                    )
                ),
                string.Join(", ", budgets.Select(budget => budget.Judge(measured)))
            );
        }

        return text.ToString();
    }

    private static string Json(
        string date,
        IReadOnlyList<string> notes,
        IReadOnlyList<Measurement> measurements
    ) =>
        JsonSerializer.Serialize(
            new
            {
                Schema = 1,
                Date = date,
                Machine.Processor,
                Machine.Cores,
                Runtime = Environment.Version.ToString(),
                Notes = notes,
                Measurements = measurements.Select(measured => new
                {
                    measured.Name,
                    measured.Unit,
                    measured.P50,
                    measured.P99,
                    measured.P999,
                    measured.Max,
                    measured.Count,
                    Budgets = Budget
                        .Of(measured)
                        .Select(budget => new
                        {
                            budget.Figure,
                            budget.Must,
                            budget.Aim,
                            Keeps = budget.Judge(measured),
                        }),
                }),
            },
            s_json
        ) + "\n";

    private static void Row(StringBuilder text, params string[] cells) =>
        text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Number(double value) =>
        value.ToString(
            value >= 100 || value == Math.Floor(value) ? "#,0" : "0.00",
            CultureInfo.InvariantCulture
        );
}
