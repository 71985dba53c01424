using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Scenarios.Anvil;

/// <summary>
/// The real node and the real contracts, as npm gives them: versions and hashes stand in <c>npm/</c>, the
/// files lie under <c>artifacts/</c>. Fetched once, whoever asks first.
/// </summary>
internal static class NpmPackages
{
    private const string Ready = "ready";

    private static readonly TimeSpan s_lockWaitMax = TimeSpan.FromMinutes(3);

    private static readonly Lazy<(string Folder, string? Reason)> s_fetched = new(Fetch);

    public static string Anvil => PathOf("@foundry-rs/anvil-linux-amd64/bin/anvil");

    /// <summary>The token contract that Uniswap tests its own pairs with.</summary>
    public static string TokenContract => PathOf("@uniswap/v2-core/build/ERC20.json");

    /// <summary>The factory of Uniswap V2, which carries its pairs' code.</summary>
    public static string PairFactory => PathOf("@uniswap/v2-core/build/UniswapV2Factory.json");

    /// <summary>The factory of Uniswap V3, which carries its pools' code.</summary>
    public static string PoolFactory =>
        PathOf("@uniswap/v3-core/artifacts/contracts/UniswapV3Factory.sol/UniswapV3Factory.json");

    /// <summary>Where the packages lie; among them ethers, a client that is not ours.</summary>
    public static string Folder => Fetched();

    /// <summary>Skips the running test, and says why, where the packages cannot be had.</summary>
    private static string Fetched()
    {
        (string folder, string? reason) = s_fetched.Value;
        Assert.SkipUnless(reason is null, reason ?? string.Empty);
        return folder;
    }

    private static string PathOf(string file) => Path.Combine(Fetched(), "node_modules", file);

    private static (string Folder, string? Reason) Fetch()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64)
        {
            return (string.Empty, "the packaged anvil runs on Linux x64 only");
        }

        byte[] locked = File.ReadAllBytes(Pinned("package-lock.json"));
        string version = Convert.ToHexStringLower(SHA256.HashData(locked))[..16];
        string folder = Repository.PathOf("artifacts/npm/" + version);
        Directory.CreateDirectory(folder);
        try
        {
            // Test processes may run side by side; the system lets the lock of a dead one go.
            using FileStream held = TakeLock(folder + ".lock");
            return (folder, File.Exists(Path.Combine(folder, Ready)) ? null : Install(folder));
        }
        catch (TimeoutException late)
        {
            return (folder, late.Message);
        }
    }

    private static string? Install(string folder)
    {
        foreach (string file in (string[])["package.json", "package-lock.json"])
        {
            File.Copy(Pinned(file), Path.Combine(folder, file), overwrite: true);
        }

        FinishedProcess npm;
        try
        {
            // Each has a hash in the lock file, so what is in npm's cache is as good as a fresh download.
            npm = FinishedProcess.Run(
                "npm",
                ["ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"],
                folder,
                new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["npm_config_fetch_retries"] = "1",
                    ["npm_config_fetch_retry_mintimeout"] = "1000",
                    ["npm_config_fetch_timeout"] = "30000",
                    ["npm_config_update_notifier"] = "false",
                }
            );
        }
        catch (Win32Exception)
        {
            return "npm is not installed, and the real node comes from there";
        }

        if (npm.ExitCode != 0)
        {
            string said = npm
                .Messages.Split('\n')
                .FirstOrDefault(line => line.Contains("error", StringComparison.Ordinal), "no reason");
            return $"npm could not fetch the real node (exit code {npm.ExitCode}): {said.Trim()}";
        }

        File.WriteAllBytes(Path.Combine(folder, Ready), []);
        return null;
    }

    private static string Pinned(string file) => Repository.PathOf("tests/FastArb.Scenarios/npm/" + file);

    private static FileStream TakeLock(string path)
    {
        long begun = Environment.TickCount64;
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (Environment.TickCount64 - begun < s_lockWaitMax.TotalMilliseconds)
            {
                TestContext.Current.CancellationToken.WaitHandle.WaitOne(100);
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            }
            catch (IOException held)
            {
                throw new TimeoutException($"another process has held {path} for {s_lockWaitMax}", held);
            }
        }
    }
}
