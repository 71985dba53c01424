namespace FastArb.Settings;

/// <summary>What a value of a file of settings is.</summary>
internal enum SettingsKind
{
    Text,
    List,
    Map,
}
