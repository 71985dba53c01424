using System.Runtime.CompilerServices;

// Locals whose address is taken (the low half of every product) need not be zeroed first.
[module: SkipLocalsInit]
