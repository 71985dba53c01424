namespace FastArb.Feed;

/// <summary>
/// What is to be told to the user: of each kind a count and the last sentence, in arrays of fixed size. Each
/// kind is written by one thread; another one reads all of them and decides how much of it is said.
/// </summary>
public sealed class FeedNotices
{
    private static readonly int s_kinds = Enum.GetValues<FeedNotice>().Length;

    private readonly long[] _counts = new long[s_kinds];
    private readonly string?[] _sentences = new string?[s_kinds];

    /// <summary>Once more; the sentence must hold no key.</summary>
    public void Say(FeedNotice kind, string sentence) => SayTotal(kind, _counts[(int)kind] + 1, sentence);

    /// <summary>For what is counted elsewhere: so often until now.</summary>
    public void SayTotal(FeedNotice kind, long count, string sentence)
    {
        // The sentence first: whoever sees the count has one to say.
        Volatile.Write(ref _sentences[(int)kind], sentence);
        Volatile.Write(ref _counts[(int)kind], count);
    }

    /// <summary>How often, exactly.</summary>
    public long Count(FeedNotice kind) => Volatile.Read(ref _counts[(int)kind]);

    /// <summary>
    /// The sentence of the last one, or of one that is being said now; null before the first.
    /// </summary>
    public string? Sentence(FeedNotice kind) => Volatile.Read(ref _sentences[(int)kind]);
}
