namespace FastArb.Simulation;

/// <summary>How a node refuses a connection.</summary>
public enum NodeRefusalKind
{
    /// <summary>With an HTTP status instead of the upgrade.</summary>
    Status = 0,

    /// <summary>Nobody answers: reset at once.</summary>
    Reset = 1,

    /// <summary>The connection is taken and nothing is said, ever.</summary>
    Hang = 2,
}
