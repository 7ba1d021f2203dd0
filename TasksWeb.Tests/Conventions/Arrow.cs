using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TasksWeb.Tests.Conventions;

/// <summary>A file in one folder names a type, or a member of a type, that another folder declares.</summary>
internal sealed record Arrow(string From, string To, string File, int Line, string Name)
{
    public static IReadOnlyList<Arrow> AllOf(Sources sources) =>
        [.. sources.Trees.SelectMany(tree => In(tree, sources.ModelOf(tree)))];

    private static IEnumerable<Arrow> In(SyntaxTree tree, SemanticModel model) =>
        from node in tree.GetRoot().DescendantNodes()
        where node is SimpleNameSyntax { IsVar: false } or ImplicitObjectCreationExpressionSyntax
        let type = TypeOf(model.GetSymbolInfo(node).Symbol)
        where type is not null
        let folders = type.DeclaringSyntaxReferences.Select(place => Sources.FolderOf(place.SyntaxTree)).ToList()
        where folders.Count > 0 && !folders.Contains(Sources.FolderOf(tree))
        select new Arrow(Sources.FolderOf(tree), folders[0], tree.FilePath, Sources.LineOf(node), type.Name);

    private static INamedTypeSymbol? TypeOf(ISymbol? symbol) => symbol switch
    {
        INamedTypeSymbol type => type,
        IMethodSymbol method => (method.ReducedFrom ?? method).ContainingType,
        IPropertySymbol or IFieldSymbol or IEventSymbol => symbol.ContainingType,
        _ => null,
    };
}
