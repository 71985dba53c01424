using System.Diagnostics;

namespace FastArb.Tests.House;

/// <summary>A child process that has ended, with all that it wrote.</summary>
internal sealed record FinishedProcess(int ExitCode, string Output, string Messages)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    public static FinishedProcess Run(
        string file,
        IEnumerable<string> arguments,
        string workingFolder,
        IReadOnlyDictionary<string, string?>? environment = null
    )
    {
        ProcessStartInfo start = new(file, arguments)
        {
            WorkingDirectory = workingFolder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (
            (string name, string? value) in environment
                ?? new Dictionary<string, string?>(StringComparer.Ordinal)
        )
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> messages = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Deadline))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException(
                $"{file} {string.Join(' ', start.ArgumentList)} did not end in {Deadline}"
            );
        }

        process.WaitForExit();
        return new FinishedProcess(
            process.ExitCode,
            output.GetAwaiter().GetResult(),
            messages.GetAwaiter().GetResult()
        );
    }
}
