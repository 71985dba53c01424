using System.Text.Json;

namespace FastArb.Feed;

/// <summary>
/// The logs of an <c>eth_getLogs</c> answer, one after the other. Each lies in the decoder's
/// <see cref="FrameDecoder.Log"/> and <see cref="FrameDecoder.Slots"/> until the next.
/// </summary>
public ref struct LogsAnswer
{
    private readonly FrameDecoder _decoder;
    private readonly ReadOnlySpan<byte> _result;
    private Utf8JsonReader _reader;
    private bool _hasStarted;
    private bool _hasEnded;
    private int _start;

    internal LogsAnswer(FrameDecoder decoder, ReadOnlySpan<byte> result)
    {
        _decoder = decoder;
        _result = result;
        _reader = new Utf8JsonReader(result);
    }

    /// <summary>
    /// What the last step came upon: a wanted log, an unwanted one, a pending one or no list at all
    /// (<see cref="FrameKind.Other"/>), or something malformed, after which the list ends.
    /// </summary>
    public FrameKind Current { get; private set; }

    /// <summary>The JSON of the log that the last step came upon, wanted or not.</summary>
    public readonly ReadOnlySpan<byte> Text => _result[_start..(int)_reader.BytesConsumed];

    /// <summary>On to the next log; false at the end.</summary>
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
        if (!_hasStarted)
        {
            _hasStarted = true;
            _reader.Read();
            if (_reader.TokenType != JsonTokenType.StartArray)
            {
                bool isNull = _reader.TokenType == JsonTokenType.Null;
                _hasEnded = true;
                Current = isNull ? FrameKind.Other : _decoder.Refuse(FrameFault.WrongType);
                return true;
            }
        }

        _reader.Read();
        if (_reader.TokenType == JsonTokenType.EndArray)
        {
            _hasEnded = true;
            _reader.Read();
            return false;
        }

        _start = (int)_reader.TokenStartIndex;
        Current = _decoder.WalkLog(_result, ref _reader);
        _hasEnded = Current == FrameKind.Malformed;
        return true;
    }
}
