using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;

namespace FastArb.Tests.House;

/// <summary>Rules that can be read off the compiled types.</summary>
public sealed class TypesOfTheHouse
{
    private static readonly Assembly[] Assemblies =
    [
        .. new[]
        {
            "FastArb.EvmMath",
            "FastArb.Metrics",
            "FastArb.Ring",
            "FastArb.Chain",
            "FastArb.Feed",
            "FastArb.Market",
            "FastArb.Pipeline",
            "FastArb.Simulation",
            "fastarb",
        }.Select(Assembly.Load),
    ];

    private static IEnumerable<Type> Types =>
        Assemblies
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute)) && !type.Name.Contains('<'));

    [Fact]
    public void Every_project_in_src_is_looked_at()
    {
        string[] projects =
        [
            .. Repository
                .ProjectFiles.Where(file => file.StartsWith("src/", StringComparison.Ordinal))
                .Select(file => Path.GetFileNameWithoutExtension(file).ToLowerInvariant())
                .Order(StringComparer.Ordinal),
        ];
        Assert.Equal(
            projects,
            Assemblies
                .Select(assembly => assembly.GetName().Name!.ToLowerInvariant())
                .Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void No_type_is_named_like_a_namespace_it_lies_in()
    {
        Offenders.None(
            Types.Where(type =>
                (type.Namespace ?? string.Empty)
                    .Split('.')
                    .Contains(type.Name.Split('`')[0], StringComparer.Ordinal)
            )
        );
    }

    [Fact]
    public void No_type_has_a_name_that_says_nothing()
    {
        Offenders.None(Types.Where(type => EmptyNames.EndsType(type.Name.Split('`')[0])));
    }

    [Fact]
    public void Classes_are_sealed_unless_something_derives_from_them()
    {
        HashSet<Type> derivedFrom = [.. Types.Select(type => type.BaseType).OfType<Type>()];
        Offenders.None(
            Types.Where(type =>
                type is { IsClass: true, IsSealed: false } && !derivedFrom.Contains(type) && !type.IsAbstract
            )
        );
    }

    [Fact]
    public void Nothing_static_can_change()
    {
        const BindingFlags EveryStatic =
            BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

        // A private table that is filled once is a constant that C# cannot spell; what others can reach must
        // not be one.
        Offenders.None(
            Types
                .SelectMany(type => type.GetFields(EveryStatic))
                .Where(field =>
                    !field.IsLiteral && !(field.IsInitOnly && (field.IsPrivate || IsFixed(field.FieldType)))
                )
                .Select(field => $"{field.DeclaringType}.{field.Name}")
        );
    }

    private static bool IsFixed(Type type) => type.IsValueType || type == typeof(string);
}
