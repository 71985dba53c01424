using Xunit;

// A scenario is several busy processes already, and dotnet test runs the other test project beside this one.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
