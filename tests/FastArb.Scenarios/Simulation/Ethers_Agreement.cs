using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using FastArb.Scenarios.Anvil;
using FastArb.Scenarios.Live;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Scenarios.Simulation;

/// <summary>
/// A client that others wrote (ethers v6) and ours follow the same simulated node, and both are held to its
/// chain.
/// </summary>
public sealed class Ethers_Agreement
{
    private const int Blocks = 30;

    private static readonly TimeSpan s_followMax = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ethers_and_our_feed_read_the_same_chain()
    {
        string packages = NpmPackages.Folder;
        await using ServedNode node = new(seed: 9);
        using Process follower = Start(packages, node);
        Task<string> output = follower.StandardOutput.ReadToEndAsync(Cancellation);
        Task<string> messages = follower.StandardError.ReadToEndAsync(Cancellation);
        using RecordedRun run = RecordedRun.Start(node.WebSocket);

        // Two subscriptions of each.
        await run.WhileItRunsAsync(
            node.UntilAsync(one => one.SubscriptionCount >= 4 || follower.HasExited, Cancellation),
            Cancellation
        );
        Assert.False(follower.HasExited, follower.HasExited ? await messages : string.Empty);
        for (int i = 0; i < Blocks + 10; i++)
        {
            node.Grow();
            await Task.Delay(TimeSpan.FromMilliseconds(20), Cancellation);
        }

        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(s_followMax);
        await follower.WaitForExitAsync(limit.Token);
        Assert.True(follower.ExitCode == 0, await messages);
        await run.StopAsync(Cancellation);

        JsonNode told = JsonNode.Parse(await output)!;
        long first = (long)told["heads"]![0]!;
        ChainTruth truth = node.TruthFrom(first);
        MustAgree(told, truth);
        SettledChain settled = new();
        settled.Add(run.Events());
        settled.MustEndWith(truth);
    }

    private static void MustAgree(JsonNode told, ChainTruth truth)
    {
        Assert.Equal(1337, (int)told["chainId"]!);
        Assert.Equal("FastArb.Simulation", (string?)told["client"]);
        Assert.True((long)told["gasPrice"]! > 1_000_000_000);
        TruthBlock[] blocks = [.. truth.Blocks.Take(Blocks)];
        Assert.Equal(
            blocks.Select(block => (block.Number, block.Hash, block.Parent)),
            told["blocks"]!
                .AsArray()
                .Select(block => ((long)block!["number"]!, (string)block["hash"]!, (string)block["parent"]!))
        );
        string[] logs =
        [
            .. blocks.SelectMany(block => block.Logs.Select(log => IdOf(block, log) + log.Data)),
        ];
        Assert.NotEmpty(logs);
        Assert.Equal(
            logs,
            told["searched"]!.AsArray().Select(log => (string)log!["id"]! + (string)log["data"]!),
            StringComparer.Ordinal
        );
        Assert.Equal(
            blocks.SelectMany(block => block.Logs.Select(log => IdOf(block, log))),
            told["receipts"]!
                .AsArray()
                .SelectMany(receipt => receipt!["logs"]!.AsArray().Select(id => (string)id!)),
            StringComparer.Ordinal
        );

        // Live: heads without a gap, and the logs from the first one that came.
        Assert.Equal(
            Enumerable.Range(0, Blocks).Select(i => blocks[0].Number + i),
            told["heads"]!.AsArray().Take(Blocks).Select(number => (long)number!)
        );
        string[] live =
        [
            .. told["logs"]!.AsArray().Select(log => (string)log!["id"]! + (string)log["data"]!),
        ];
        string[] all =
        [
            .. truth.Blocks.SelectMany(block => block.Logs.Select(log => IdOf(block, log) + log.Data)),
        ];
        int begun = Array.IndexOf(all, live[0]);
        Assert.Equal(all.Skip(begun).Take(live.Length), live, StringComparer.Ordinal);
    }

    private static string IdOf(TruthBlock block, TruthLog log) =>
        string.Create(CultureInfo.InvariantCulture, $"{block.Hash}/{log.Index}");

    private static Process Start(string packages, ServedNode node)
    {
        ProcessStartInfo start = new(
            "node",
            [
                Repository.PathOf("tests/FastArb.Scenarios/npm/follow.mjs"),
                packages,
                node.WebSocket.ToString(),
                node.Http.ToString(),
                Blocks.ToString(CultureInfo.InvariantCulture),
            ]
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("node is not installed, and ethers runs on it");
            throw;
        }
    }
}
