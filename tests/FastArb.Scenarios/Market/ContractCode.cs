using System.ComponentModel;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using FastArb.Scenarios.Anvil;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Scenarios.Market;

/// <summary>
/// What is deployed: Uniswap's code as its packages have it, and our own contracts, compiled once by whoever
/// asks first. In hex without 0x.
/// </summary>
internal static class ContractCode
{
    private static readonly string s_folder = Repository.PathOf("tests/FastArb.Scenarios/Market/contracts");

    private static readonly Lazy<JsonNode> s_own = new(Compile);

    public static string PairFactory => Packaged(NpmPackages.PairFactory);

    public static string PoolFactory => Packaged(NpmPackages.PoolFactory);

    /// <summary>A contract of the folder <c>contracts</c>.</summary>
    public static string Own(string name) => AnvilRpc.TextOf(s_own.Value[name]);

    private static string Packaged(string path)
    {
        string code = AnvilRpc.TextOf(JsonNode.Parse(File.ReadAllText(path))!["bytecode"]);
        return code.StartsWith("0x", StringComparison.Ordinal) ? code[2..] : code;
    }

    private static JsonNode Compile()
    {
        string packages = NpmPackages.Folder;
        string script = Repository.PathOf("tests/FastArb.Scenarios/npm/compile.mjs");
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in Directory.GetFiles(s_folder).Order(StringComparer.Ordinal).Append(script))
        {
            hash.AppendData(File.ReadAllBytes(file));
        }

        string version = Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
        string kept = Path.Combine(packages, $"contracts-{version}.json");
        if (!File.Exists(kept))
        {
            // Whole or not there at all, also where two processes compile at once.
            string fresh = $"{kept}.{Environment.ProcessId}";
            File.WriteAllText(fresh, Compiled(script, packages));
            File.Move(fresh, kept, overwrite: true);
        }

        return JsonNode.Parse(File.ReadAllText(kept))!;
    }

    private static string Compiled(string script, string packages)
    {
        try
        {
            FinishedProcess node = FinishedProcess.Run("node", [script, packages, s_folder], packages);
            Assert.True(node.ExitCode == 0, node.Messages);
            return node.Output;
        }
        catch (Win32Exception)
        {
            Assert.Skip("node is not installed, and the compiler of the contracts runs on it");
            throw;
        }
    }
}
