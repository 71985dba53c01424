using System.Text.Json;

namespace FastArb.Feed;

/// <summary>
/// The messages of a batch, one after the other. What each says lies in the decoder until the next; positions
/// in <see cref="FrameDecoder.Answer"/> are of the whole batch's text.
/// </summary>
public ref struct BatchMessages
{
    private readonly FrameDecoder _decoder;
    private readonly ReadOnlySpan<byte> _message;
    private Utf8JsonReader _reader;
    private bool _hasStarted;
    private bool _hasEnded;

    internal BatchMessages(FrameDecoder decoder, ReadOnlySpan<byte> message)
    {
        _decoder = decoder;
        _message = message;
        _reader = new Utf8JsonReader(message);
    }

    /// <summary>
    /// What the last step came upon. A message that is malformed costs only itself; text that is not JSON
    /// ends the batch.
    /// </summary>
    public FrameKind Current { get; private set; }

    /// <summary>On to the next message; false at the end.</summary>
    public bool MoveNext()
    {
        if (_hasEnded)
        {
            return false;
        }

        try
        {
            return TryStep();
        }
        catch (JsonException)
        {
            _hasEnded = true;
            Current = _decoder.RefuseJson(_reader.TokenType, _reader.CurrentDepth);
            return true;
        }
    }

    private bool TryStep()
    {
        bool isFirst = !_hasStarted;
        if (isFirst)
        {
            _hasStarted = true;
            _reader.Read();
            if (_reader.TokenType != JsonTokenType.StartArray)
            {
                _hasEnded = true;
                Current = _decoder.Refuse(FrameFault.NotAnObject);
                return true;
            }
        }

        _reader.Read();
        if (_reader.TokenType == JsonTokenType.EndArray)
        {
            // Only whitespace may follow; anything else throws.
            _reader.Read();
            _hasEnded = true;
            Current = isFirst ? _decoder.Refuse(FrameFault.NotAnObject) : Current;
            return isFirst;
        }

        Current = _decoder.WalkBatched(_message, ref _reader);
        return true;
    }
}
