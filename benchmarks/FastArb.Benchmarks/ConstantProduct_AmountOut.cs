using System.Numerics;
using BenchmarkDotNet.Attributes;
using FastArb.EvmMath;

namespace FastArb.Benchmarks;

/// <summary>
/// Exact quotes of constant-product pools, alone and along three dependent hops, and the screen.
/// </summary>
[MemoryDiagnoser]
public class ConstantProduct_AmountOut
{
    private const int Count = WordInputs.Count;

    private readonly WordInputs _amounts = new(1, 70);
    private readonly WordInputs _reservesIn = new(2, 90);
    private readonly WordInputs _reservesOut = new(3, 90);
    private readonly UInt256[] _results = new UInt256[Count];
    private readonly UInt128[] _halfResults = new UInt128[Count];
    private readonly BigInteger[] _bigResults = new BigInteger[Count];
    private readonly double[] _screenIn = new double[Count];
    private readonly double[] _screenReserveIn = new double[Count];
    private readonly double[] _screenReserveOut = new double[Count];
    private readonly double[] _screenKept = new double[Count];
    private readonly double[] _screenOut = new double[Count];

    [GlobalSetup]
    public void Setup()
    {
        for (int i = 0; i < Count; i++)
        {
            _screenIn[i] = (double)_amounts.Halves[i];
            _screenReserveIn[i] = (double)_reservesIn.Halves[i];
            _screenReserveOut[i] = (double)_reservesOut.Halves[i];
            _screenKept[i] = 0.997;
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public void AmountOut()
    {
        SwapFee fee = SwapFee.Uniswap;
        for (int i = 0; i < Count; i++)
        {
            _ = ConstantProduct.AmountOut(
                in _amounts.Halves[i],
                in _reservesIn.Halves[i],
                in _reservesOut.Halves[i],
                fee,
                out _halfResults[i]
            );
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void AmountOut_of_words()
    {
        SwapFee fee = SwapFee.Uniswap;
        for (int i = 0; i < Count; i++)
        {
            _ = ConstantProduct.AmountOut(
                in _amounts.Words[i],
                in _reservesIn.Words[i],
                in _reservesOut.Words[i],
                fee,
                out _results[i]
            );
        }
    }

    /// <summary>Per route of three hops.</summary>
    [Benchmark(OperationsPerInvoke = Count - 2)]
    public void Three_hops()
    {
        SwapFee fee = SwapFee.Uniswap;
        UInt128[] inside = _reservesIn.Halves;
        UInt128[] outside = _reservesOut.Halves;
        for (int i = 0; i < Count - 2; i++)
        {
            _ = ConstantProduct.AmountOut(
                in _amounts.Halves[i],
                in inside[i],
                in outside[i],
                fee,
                out UInt128 one
            );
            _ = ConstantProduct.AmountOut(in one, in inside[i + 1], in outside[i + 1], fee, out UInt128 two);
            _ = ConstantProduct.AmountOut(
                in two,
                in inside[i + 2],
                in outside[i + 2],
                fee,
                out _halfResults[i]
            );
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void Screen() =>
        ConstantProduct.ScreenAmountsOut(
            _screenReserveIn,
            _screenReserveOut,
            _screenIn,
            _screenKept,
            _screenOut
        );

    [Benchmark(OperationsPerInvoke = Count)]
    public void Peer_BigInteger_AmountOut()
    {
        for (int i = 0; i < Count; i++)
        {
            BigInteger inWithFee = _amounts.Bigs[i] * 997;
            _bigResults[i] = inWithFee * _reservesOut.Bigs[i] / ((_reservesIn.Bigs[i] * 1000) + inWithFee);
        }
    }
}
