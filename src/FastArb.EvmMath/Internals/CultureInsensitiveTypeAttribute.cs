// The analyzer of missing format providers looks for this attribute by name, wherever it is declared.
namespace Meziantou.Analyzer.Annotations;

/// <summary>Tells the analyzer that a type reads and writes the same text in every culture.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
internal sealed class CultureInsensitiveTypeAttribute : Attribute;
