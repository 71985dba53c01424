using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using FastArb.EvmMath.Internals;

namespace FastArb.EvmMath;

/// <summary>Which batches this process uses, and why: decided once, when first asked.</summary>
public sealed class BatchMathChoice
{
    /// <summary>The environment variable that forces an implementation.</summary>
    public const string Variable = "FASTARB_MATH";

    private const string KnownValues = "auto, managed, native, scalar, avx2 or avx512";

    private static readonly (BatchMathChoice? Choice, string? Problem) s_current = Make();

    private BatchMathChoice(BatchMath math, string reason)
    {
        Math = math;
        Reason = reason;
    }

    /// <summary>
    /// This process's choice. Throws where <see cref="Variable"/> asks for what cannot be had.
    /// </summary>
    public static BatchMathChoice Current =>
        s_current.Choice ?? throw new InvalidOperationException(s_current.Problem);

    public BatchMath Math { get; }

    public string Reason { get; }

    /// <summary>
    /// False where what is asked for (null, empty or "auto": the fastest) is unknown or cannot be had here;
    /// <paramref name="problem"/> then says so in one sentence.
    /// </summary>
    public static bool TryMake(
        string? wanted,
        [NotNullWhen(true)] out BatchMathChoice? choice,
        [NotNullWhen(false)] out string? problem
    )
    {
        choice = null;
        problem = null;
        string? forced = string.IsNullOrEmpty(wanted) || wanted == "auto" ? null : wanted;
        if (forced == "managed")
        {
            choice = new BatchMathChoice(new ManagedBatchMath(), $"{Variable} is managed");
            return true;
        }

        NativePath? path = PathOf(forced);
        if (path is null)
        {
            problem = $"{Variable} is '{wanted}'; it can be {KnownValues}";
            return false;
        }

        if (TryOpen(path.Value, out NativeMath.Table table, out string? missing))
        {
            choice = forced is null
                ? new BatchMathChoice(Fastest(table), "the fastest for this processor")
                : new BatchMathChoice(new NativeBatchMath(table), $"{Variable} is {forced}");
            return true;
        }

        if (forced is null)
        {
            choice = new BatchMathChoice(new ManagedBatchMath(), missing);
            return true;
        }

        problem = $"{Variable} is '{wanted}', which cannot be had here: {missing}";
        return false;
    }

    /// <summary>For each operation the native one where it wins on this path, else the managed one.</summary>
    internal static BatchMath Fastest(NativeMath.Table table) =>
        table.Path == NativePath.Avx512 ? new NativeBatchMath(table) : new NarrowNativeBatchMath(table);

    private static (BatchMathChoice? Choice, string? Problem) Make()
    {
        string? wanted = Environment.GetEnvironmentVariable(Variable);
        _ = TryMake(wanted, out BatchMathChoice? choice, out string? problem);
        return (choice, problem);
    }

    private static NativePath? PathOf(string? forced) =>
        forced switch
        {
            null or "native" => NativePath.Best,
            "scalar" => NativePath.Scalar,
            "avx2" => NativePath.Avx2,
            "avx512" => NativePath.Avx512,
            _ => null,
        };

    // A library that is missing, foreign or of another time is not used, and never fatal.
    private static bool TryOpen(
        NativePath path,
        out NativeMath.Table table,
        [NotNullWhen(false)] out string? missing
    )
    {
        table = default;
        try
        {
            uint abi = NativeMath.AbiOfLibrary();
            NativeResult result =
                abi == NativeMath.Abi ? NativeMath.Open(abi, path, out table) : NativeResult.WrongAbi;
            missing = result switch
            {
                NativeResult.Ok => null,
                NativeResult.WrongAbi =>
                    $"the native core speaks ABI {abi}, this program {NativeMath.Abi}: rebuild it",
                NativeResult.UnsupportedPath => "this processor or build does not have that path",
                _ => $"the native core answered {result}",
            };
        }
        catch (DllNotFoundException)
        {
            missing = MissingFromBuild() ?? "no native core lies beside the program";
        }
        catch (Exception error) when (error is EntryPointNotFoundException or BadImageFormatException)
        {
            missing = "the library beside the program is not FastArb's native core";
        }

        return missing is null;
    }

    // What the build wrote down when it could not make the native core.
    private static string? MissingFromBuild() =>
        typeof(BatchMathChoice)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Where(fact => fact.Key == "NativeCoreMissing")
            .Select(fact => $"native core not built: {fact.Value}")
            .FirstOrDefault();
}
