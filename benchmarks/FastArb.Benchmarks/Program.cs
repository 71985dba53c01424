using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using FastArb.Benchmarks;
using Perfolizer.Horology;

// In this process and in short iterations: the operations take nanoseconds, and on a shared machine many
// short medians say more than a few long means.
IConfig config = ManualConfig
    .CreateEmpty()
    .AddJob(
        Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
            .WithIterationTime(TimeInterval.FromMilliseconds(60))
            .WithWarmupCount(8)
            .WithIterationCount(21)
    )
    .AddLogger(ConsoleLogger.Default)
    .AddExporter(MarkdownExporter.GitHub)
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddColumn(StatisticColumn.Median, StatisticColumn.Min)
    .HideColumns(Column.Error, Column.StdDev, Column.RatioSD)
    .WithArtifactsPath(Path.Combine(KeptResults.Repository, "artifacts", "benchmarks"))
    .WithSummaryStyle(SummaryStyle.Default.WithTimeUnit(TimeUnit.Nanosecond));

const string KeepOption = "--keep";
IEnumerable<Summary> summaries = BenchmarkSwitcher
    .FromAssembly(typeof(Program).Assembly)
    .Run([.. args.Where(argument => argument != KeepOption)], config);
if (args.Contains(KeepOption, StringComparer.Ordinal))
{
    KeptResults.Write(summaries);
}
