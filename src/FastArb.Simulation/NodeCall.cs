using System.Runtime.InteropServices;
using FastArb.EvmMath;

namespace FastArb.Simulation;

/// <summary>What <c>eth_call</c> was asked: the data for a contract, in the state after a block.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct NodeCall(Address To, ReadOnlyMemory<byte> Data, SimulatedBlock Block);
