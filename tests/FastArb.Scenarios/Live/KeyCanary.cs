using System.Text;
using FastArb.Feed;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Scenarios.Live;

/// <summary>
/// A node's URL with a key in each place that has room for one, and a search for it in all that is left.
/// </summary>
internal static class KeyCanary
{
    public const string Text = "c4n4rykeyc4n4ry";

    private const string User = "me" + Text;

    // How it would stand in a header that authorises.
    private static readonly string s_encoded = Convert.ToBase64String(
        Encoding.ASCII.GetBytes($"{User}:{Text}")
    );

    public static Uri In(Uri node) =>
        new UriBuilder(node)
        {
            UserName = User,
            Password = Text,
            Path = "/v2/" + Text,
            Query = "apikey=" + Text,
        }.Uri;

    /// <summary>
    /// In no output and in no file, but for what the node itself has said, which is kept raw.
    /// </summary>
    public static void MustBeNowhere(FinishedProcess program, string folder)
    {
        MustBeNoPartOf("the output", program.Output);
        MustBeNoPartOf("the messages", program.Messages);
        if (!Directory.Exists(folder))
        {
            return;
        }

        string input = RunFolder.InputOf(folder);
        foreach (string file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
        {
            if (Path.GetDirectoryName(file) != input)
            {
                MustBeNoPartOf(file, Encoding.Latin1.GetString(File.ReadAllBytes(file)));
            }
        }

        using InputReader reader = new(folder);
        while (reader.TryRead(out InputRecord record))
        {
            if (record.Kind != InputKind.Message)
            {
                MustBeNoPartOf($"an input, {record.Kind}", Encoding.UTF8.GetString(record.Payload));
            }
        }
    }

    private static void MustBeNoPartOf(string what, string text)
    {
        foreach (string key in (string[])[Text, s_encoded])
        {
            Assert.False(text.Contains(key, StringComparison.OrdinalIgnoreCase), $"{what} holds it: {text}");
        }
    }
}
